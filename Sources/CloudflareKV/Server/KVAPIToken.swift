/// The secret that a request must bring as `Authorization: Bearer <token>` (RFC 6750 section 2.1).
///
/// It compares in a time that depends on the presented text alone, and shows itself nowhere.
package struct KVAPIToken: Sendable {
    /// The longest token that is accepted.
    package static let bytesMaximum = 4096

    private let secret: [UInt8]

    /// A token of 1 to 4,096 visible ASCII characters, or nil where the text is something else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.bytesMaximum else { return nil }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        secret = bytes
    }

    /// Whether the presented text is the token.
    func matches(_ presented: some Collection<UInt8>) -> Bool {
        var difference = presented.count ^ secret.count
        var position = 0
        for byte in presented {
            difference |= Int(byte ^ secret[position])
            position += 1
            if position == secret.count { position = 0 }
        }
        return difference == 0
    }
}

extension KVAPIToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
