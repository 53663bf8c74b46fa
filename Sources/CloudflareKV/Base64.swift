/// Base64 with the standard alphabet and padding (RFC 4648 section 4).
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let padding: UInt8 = 0x3D

    /// The number of characters that `count` bytes become.
    package static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Encodes bytes with padding.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(encodedCount(of: bytes.count))
        append(bytes, to: &encoded)
        return encoded
    }

    /// Appends the encoded bytes to a buffer.
    package static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        var index = 0
        while index + 2 < bytes.count {
            let bits = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            buffer.append(alphabet[Int(bits >> 18)])
            buffer.append(alphabet[Int(bits >> 12 & 63)])
            buffer.append(alphabet[Int(bits >> 6 & 63)])
            buffer.append(alphabet[Int(bits & 63)])
            index += 3
        }
        switch bytes.count - index {
        case 1:
            let bits = UInt32(bytes[index]) << 16
            buffer.append(alphabet[Int(bits >> 18)])
            buffer.append(alphabet[Int(bits >> 12 & 63)])
            buffer.append(padding)
            buffer.append(padding)
        case 2:
            let bits = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
            buffer.append(alphabet[Int(bits >> 18)])
            buffer.append(alphabet[Int(bits >> 12 & 63)])
            buffer.append(alphabet[Int(bits >> 6 & 63)])
            buffer.append(padding)
        default: break
        }
    }

    /// Decodes padded base64; nil for any other character, a wrong length or bits left over.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits = text.prefix { $0 != padding }
        let paddingCount = text.count - digits.count
        guard paddingCount <= 2, text.suffix(paddingCount).allSatisfy({ $0 == padding }) else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var bitCount = 0
        for character in digits {
            let value = values[Int(character)]
            if value == notADigit { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        if bits & (1 << UInt32(bitCount) - 1) != 0 { return nil }
        return decoded
    }

    private static let notADigit: UInt8 = 255
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: notADigit, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
