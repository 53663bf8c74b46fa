/// Percent-encoding of RFC 3986 section 2.1.
package enum PercentEncoding {
    static let mark = UInt8(ascii: "%")

    /// The decoded bytes; nil where a `%` is not followed by two hexadecimal digits.
    package static func decoded(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            guard bytes[position] == mark else {
                result.append(bytes[position])
                position += 1
                continue
            }
            guard position + 2 < bytes.count,
                let high = bytes[position + 1].hexadecimalValue,
                let low = bytes[position + 2].hexadecimalValue
            else { return nil }
            result.append(high << 4 | low)
            position += 3
        }
        return result
    }

    /// Text decoded from UTF-8; nil for a broken sequence, a NUL or what is not UTF-8.
    package static func decodedText(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let decoded = decoded(bytes), !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether the path can be decoded: whole sequences, no NUL, UTF-8.
    static func isDecodable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if !bytes.contains(mark) { return true }
        return decodedText(bytes) != nil
    }

    /// The text with every byte outside RFC 3986's unreserved set encoded.
    package static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if byte.isDigit || (byte.asciiLowercased >= 0x61 && byte.asciiLowercased <= 0x7A) || byte == 0x2D
                || byte == 0x2E || byte == 0x5F || byte == 0x7E
            {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
