extension JSONReader {
    /// Where the text of a string lies, without its quotes.
    struct StringExtent {
        let range: Range<Int>
        let hasEscapes: Bool
        let isASCII: Bool
    }

    mutating func readString() throws(JSONFailure) -> JSONString {
        string(in: try scanString())
    }

    func string(in extent: StringExtent) -> JSONString {
        JSONString(
            uncheckedLexeme: text(in: extent.range, isASCII: extent.isASCII),
            hasEscapes: extent.hasEscapes
        )
    }

    @inline(__always)
    func text(in range: Range<Int>, isASCII: Bool) -> String {
        // Checked by the reader, so that it is not checked again.
        let text = UnsafeRawBufferPointer(rebasing: bytes[range]).bindMemory(to: UInt8.self)
        return String(copying: UTF8Span(unchecked: text.span, isKnownASCII: isASCII))
    }

    /// Checks a string from its opening quote to behind its closing one.
    @inline(__always)
    mutating func scanString() throws(JSONFailure) -> StringExtent {
        position += 1
        let start = position
        skipPlainASCII()
        // Most strings end here; what else may come is left to a function of its own, so that this one is small.
        guard position < count, bytes[position] == UInt8(ascii: "\"") else {
            return try scanRestOfString(from: start)
        }
        position += 1
        return StringExtent(range: start..<(position - 1), hasEscapes: false, isASCII: true)
    }

    /// Goes on behind plain ASCII, in a string whose text begins at `start`.
    private mutating func scanRestOfString(from start: Int) throws(JSONFailure) -> StringExtent {
        var hasEscapes = false
        var isASCII = true
        while true {
            guard position < count else { throw JSONFailure(.unexpectedEnd, at: position) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return StringExtent(range: start..<(position - 1), hasEscapes: hasEscapes, isASCII: isASCII)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try readEscape()
            case 0x80...:
                guard let length = lengthOfMultibyteScalar(at: position) else {
                    throw JSONFailure(.invalidUTF8, at: position)
                }
                isASCII = false
                position += length
            default:
                throw JSONFailure(.controlCharacter, at: position)
            }
            skipPlainASCII()
        }
    }

    /// Steps to the next byte that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    private mutating func skipPlainASCII() {
        while position + 8 <= count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let special = Self.specialBytes(word)
            if special != 0 {
                position += special.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < count, Self.isPlainASCII(bytes[position]) { position += 1 }
    }

    /// Sets the high bit of the first special byte of eight, and none below it.
    ///
    /// Subtracting one from each byte borrows only out of a byte that is zero, so bits above the first hit may be
    /// wrong, but the first hit is exact.
    @inline(__always)
    private static func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = (word ^ (ones &* 0x22)) &- ones
        let backslashes = (word ^ (ones &* 0x5C)) &- ones
        let controls = word &- (ones &* 0x20)
        return (quotes | backslashes | controls | word) & (ones &* 0x80)
    }

    private static func isPlainASCII(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func readEscape() throws(JSONFailure) {
        let start = position
        guard start + 1 < count else { throw JSONFailure(.unexpectedEnd, at: count) }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position = start + 2
        case UInt8(ascii: "u"):
            try readUnicodeEscape()
        default:
            throw JSONFailure(.invalidEscape, at: start)
        }
    }

    private mutating func readUnicodeEscape() throws(JSONFailure) {
        let start = position
        let first = try readCodeUnit()
        if first & 0xFC00 == 0xDC00 { throw JSONFailure(.loneSurrogate, at: start) }
        guard first & 0xFC00 == 0xD800 else { return }
        guard position + 1 < count else {
            // The text ends where the partner might still begin, unless it is clear that none does.
            let isCutShort = position == count || bytes[position] == UInt8(ascii: "\\")
            throw isCutShort ? JSONFailure(.unexpectedEnd, at: count) : JSONFailure(.loneSurrogate, at: start)
        }
        guard bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else {
            throw JSONFailure(.loneSurrogate, at: start)
        }
        let second = try readCodeUnit()
        if second & 0xFC00 != 0xDC00 { throw JSONFailure(.loneSurrogate, at: start) }
    }

    /// Reads `\uXXXX`.
    private mutating func readCodeUnit() throws(JSONFailure) -> UInt16 {
        let start = position
        var unit: UInt16 = 0
        for place in 2..<6 {
            guard start + place < count else { throw JSONFailure(.unexpectedEnd, at: count) }
            guard let digit = Self.hexadecimalValue(bytes[start + place]) else {
                throw JSONFailure(.invalidEscape, at: start)
            }
            unit = unit << 4 | UInt16(digit)
        }
        position = start + 6
        return unit
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
