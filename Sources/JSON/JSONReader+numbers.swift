extension JSONReader {
    mutating func readNumber() throws(JSONFailure) -> JSONNumber {
        JSONNumber(uncheckedText: text(in: try scanNumber()))
    }

    /// Checks a number by the grammar of RFC 8259 section 6; where its text lies.
    mutating func scanNumber() throws(JSONFailure) -> Range<Int> {
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
    @inline(__always)
    private mutating func readDigits() throws(JSONFailure) {
        let start = position
        while position + 8 <= count,
            Self.areDigits(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        {
            position += 8
        }
        while position < count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        guard position > start else {
            throw JSONFailure(position < count ? .invalidNumber : .unexpectedEnd, at: position)
        }
    }

    /// Whether eight bytes are all digits: their high halves are 3, and adding 6 to their low halves carries nowhere.
    @inline(__always)
    private static func areDigits(_ word: UInt64) -> Bool {
        let threes: UInt64 = 0x3030_3030_3030_3030
        let highHalves: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        return word & highHalves == threes && (word &+ 0x0606_0606_0606_0606) & highHalves == threes
    }
}
