/// What must hold of the stored user for a change to happen; the domain's form of `If-Match` and `If-None-Match`.
package enum UserPrecondition: Hashable, Sendable {
    case none
    /// The user exists.
    case exists
    /// The user exists and the fingerprint of its content, in hexadecimal, is one of these.
    case matches([String])
    /// The user does not exist.
    case absent
    /// The user does not exist, or the fingerprint of its content is none of these.
    case matchesNone([String])
    /// Both hold.
    indirect case both(UserPrecondition, UserPrecondition)

    /// Whether it holds of a stored document; nil for an absent user.
    package func holds(for json: [UInt8]?) -> Bool {
        switch self {
        case .none: true
        case .exists: json != nil
        case .absent: json == nil
        case .matches(let hashes): json.map { hashes.contains(ContentHash($0).hexadecimal) } ?? false
        case .matchesNone(let hashes): json.map { !hashes.contains(ContentHash($0).hexadecimal) } ?? true
        case .both(let first, let second): first.holds(for: json) && second.holds(for: json)
        }
    }
}
