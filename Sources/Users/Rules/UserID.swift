/// The identifier of a user: 1 to 128 characters, beginning with a letter or digit, then letters, digits and
/// `. _ ~ @ : + -`; case counts.
///
/// The grammar keeps every identifier a valid Cloudflare KV key behind `user:`, and never one of the dot segments that
/// URL parsers remove.
package struct UserID: Hashable, Sendable, CustomStringConvertible {
    /// The longest identifier, in bytes.
    package static let bytesMaximum = 128

    /// The identifier; ASCII by its grammar.
    package let text: String

    /// Takes text that follows the grammar; nil for any other.
    package init?(_ text: String) {
        var copy = text
        guard copy.withUTF8({ UserID.isValid(UnsafeRawBufferPointer($0)) }) else { return nil }
        self.text = copy
    }

    /// Takes bytes that follow the grammar; nil for any other.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard UserID.isValid(bytes) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    package var description: String { text }

    /// Whether the bytes follow the grammar.
    package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let first = bytes.first, bytes.count <= bytesMaximum, isAlphanumeric(first) else {
            return false
        }
        for byte in bytes where !isAlphanumeric(byte) && !isPunctuation(byte) { return false }
        return true
    }

    /// Whether the bytes may begin an identifier: the grammar, or nothing.
    package static func isValidPrefix(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.isEmpty || isValid(bytes)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2B, 0x2D, 0x2E, 0x3A, 0x40, 0x5F, 0x7E: true
        default: false
        }
    }
}
