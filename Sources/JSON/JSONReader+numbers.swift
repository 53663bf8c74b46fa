extension JSONReader {
    mutating func readNumber() throws(JSONFailure) -> JSONNumber {
        JSONNumber(uncheckedText: text(in: try scanNumber(), isASCII: true))
    }

    /// Checks a number by the grammar of RFC 8259 section 6; where its text lies.
    @inline(__always)
    mutating func scanNumber() throws(JSONFailure) -> Range<Int> {
        let start = position
        guard skipPlainInteger() else { return try scanAnyNumber() }
        return Range(uncheckedBounds: (start, position))
    }

    /// Steps over a number that is nothing but digits, as most are.
    ///
    /// False where it takes a closer look; nothing has been stepped over then.
    @inline(__always)
    private mutating func skipPlainInteger() -> Bool {
        guard position < count, bytes[position] &- UInt8(ascii: "1") <= 8 else { return false }
        let end = endOfDigits(from: position)
        if end < count, bytes[end] == UInt8(ascii: ".") || bytes[end] | 0x20 == UInt8(ascii: "e") {
            return false
        }
        position = end
        return true
    }

    private mutating func scanAnyNumber() throws(JSONFailure) -> Range<Int> {
        let start = position
        if position < count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let integer = position
        try readDigits()
        if bytes[integer] == UInt8(ascii: "0"), position > integer + 1 {
            throw JSONFailure(.invalidNumber, at: integer)
        }
        if position < count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try readDigits()
        }
        if position < count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try readDigits()
        }
        return start..<position
    }

    /// Reads one digit or more.
    private mutating func readDigits() throws(JSONFailure) {
        let start = position
        position = endOfDigits(from: start)
        guard position > start else {
            throw JSONFailure(position < count ? .invalidNumber : .unexpectedEnd, at: position)
        }
    }

    /// Where the digits from here on end.
    @inline(__always)
    private func endOfDigits(from start: Int) -> Int {
        var place = start
        while place + 8 <= count,
            Self.areDigits(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        {
            place += 8
        }
        while place < count, bytes[place] &- UInt8(ascii: "0") <= 9 { place += 1 }
        return place
    }

    /// Whether eight bytes are all digits: their high halves are 3, and adding 6 to their low halves carries nowhere.
    @inline(__always)
    private static func areDigits(_ word: UInt64) -> Bool {
        let threes: UInt64 = 0x3030_3030_3030_3030
        let highHalves: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        return word & highHalves == threes && (word &+ 0x0606_0606_0606_0606) & highHalves == threes
    }
}
