extension JSONReader {
    /// Reads a number by the grammar of RFC 8259 section 6.
    mutating func readNumber() throws(JSONFailure) -> JSONNumber {
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
        return JSONNumber(uncheckedText: text(in: start..<position))
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
