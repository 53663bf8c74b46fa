/// A rule about users that well-formed JSON breaks, and where.
package struct UserViolation: Error, Hashable, Sendable {
    package enum Rule: String, CaseIterable, Sendable {
        /// The document is not an object, or a member is of the wrong type.
        case wrongType = "wrong-type"
        /// The `id` does not follow the grammar.
        case invalidID = "invalid-user-id"
        case invalidEmail = "invalid-email"
        /// A member that belongs to the server would change.
        case immutableField = "immutable-field"
        /// A member that the caller asked to be strict about is not known.
        case unknownField = "unknown-field"
    }

    package var rule: Rule
    /// A JSON Pointer (RFC 6901) to the member.
    package var pointer: String
    package var detail: String

    package init(_ rule: Rule, pointer: String, detail: String) {
        self.rule = rule
        self.pointer = pointer
        self.detail = detail
    }
}
