import Bytes
package import Users

/// The strong entity tag of a user (RFC 9110 section 8.8.3): the fingerprint of its bytes, in quotes.
package struct EntityTag: Hashable, Sendable {
    /// The tag as it is sent: a quote, 32 hexadecimal digits, a quote.
    package let text: String

    private static let bytes = 34

    package init(_ hash: ContentHash) {
        text = String(unsafeUninitializedCapacity: Self.bytes) { memory in
            var cursor = ByteCursor(UnsafeMutableRawBufferPointer(memory))
            cursor.append(tagOf: hash)
            return cursor.count
        }
    }

    /// The tag of the stored bytes of a user.
    package init(content: [UInt8]) {
        self.init(ContentHash(content))
    }
}

extension ByteCursor {
    /// Writes the entity tag of a user with this fingerprint.
    mutating func append(tagOf hash: ContentHash) {
        append("\"")
        append(hexadecimal: hash.high)
        append(hexadecimal: hash.low)
        append("\"")
    }
}
