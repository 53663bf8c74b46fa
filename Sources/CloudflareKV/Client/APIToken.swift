/// A secret that no description, dump or mirror shows.
package struct APIToken: Sendable {
    private let secret: String

    /// Whether a text can be sent as a token: visible ASCII, so that it cannot begin another header or end this one.
    package static func isSendable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Wraps the token's text.
    package init(_ secret: String) {
        self.secret = secret
    }

    /// The value of the `Authorization` header; for the request and nothing else.
    var authorization: String { "Bearer \(secret)" }
}

extension APIToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
