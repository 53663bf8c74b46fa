/// Percent-encoding of one path segment or one query value (RFC 3986 section 2.1).
package enum PercentEncoding {
    private static let hexadecimalDigits = Array("0123456789ABCDEF".utf8)

    /// Encodes every byte that is not unreserved (RFC 3986 section 2.3).
    ///
    /// So a slash inside a key never looks like the end of a segment, and a plus never like a space.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(0x25)
                encoded.append(hexadecimalDigits[Int(byte >> 4)])
                encoded.append(hexadecimalDigits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
