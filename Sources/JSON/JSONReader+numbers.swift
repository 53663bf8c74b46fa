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
        while position < count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
        guard position > start else {
            throw JSONFailure(position < count ? .invalidNumber : .unexpectedEnd, at: position)
        }
    }
}
