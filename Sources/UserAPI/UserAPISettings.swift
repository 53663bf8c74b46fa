/// The choices that an operator has about the HTTP interface.
package struct UserAPISettings: Sendable {
    /// The longest content of a request about one user, in bytes.
    package var contentBytesMaximum: Int
    /// Whether PUT, PATCH and DELETE of a user must carry a precondition (RFC 6585 section 3).
    package var requiresPreconditions: Bool

    package init(contentBytesMaximum: Int = 1024 * 1024, requiresPreconditions: Bool = false) {
        self.contentBytesMaximum = contentBytesMaximum
        self.requiresPreconditions = requiresPreconditions
    }
}
