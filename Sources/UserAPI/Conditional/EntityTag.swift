package import Users

/// The strong entity tag of a user (RFC 9110 section 8.8.3): the fingerprint of its bytes, in quotes.
package struct EntityTag: Hashable, Sendable {
    /// The tag as it is sent: a quote, 32 hexadecimal digits, a quote.
    package let text: String

    package init(_ hash: ContentHash) {
        text = "\"\(hash.hexadecimal)\""
    }

    /// The tag of the stored bytes of a user.
    package init(content: [UInt8]) {
        self.init(ContentHash(content))
    }
}
