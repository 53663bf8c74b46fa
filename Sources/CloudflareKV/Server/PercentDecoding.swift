/// Percent-decoding (RFC 3986 section 2.1), one pass, once.
enum PercentDecoding {
    /// The bytes that a path segment stands for, or nil where a `%` is not followed by two hexadecimal digits.
    static func path(_ text: some Sequence<UInt8>) -> [UInt8]? {
        decode(text, plus: UInt8(ascii: "+"))
    }

    /// The bytes that a part of a query stands for; a plus is a space, as in forms (WHATWG URL section 5.1).
    static func query(_ text: some Sequence<UInt8>) -> [UInt8]? {
        decode(text, plus: UInt8(ascii: " "))
    }

    private static func decode(_ text: some Sequence<UInt8>, plus: UInt8) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.underestimatedCount)
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexadecimalValue),
                    let low = iterator.next().flatMap(hexadecimalValue)
                else { return nil }
                output.append(high << 4 | low)
            case UInt8(ascii: "+"):
                output.append(plus)
            default:
                output.append(byte)
            }
        }
        return output
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
