package import JSON
package import KeyValueStore

/// Why an operation on users did not do what was asked.
///
/// Absence of a user is a value, not an error.
package enum UserError: Error, Sendable {
    /// The text is not JSON, or breaks a rule that keeps JSON unambiguous.
    case json(JSONError)
    /// Well-formed JSON breaks a rule about users.
    case violation(UserViolation)
    /// A JSON Patch is malformed, points nowhere, or its test failed.
    case patch(JSONPatchError)
    /// A user with this id exists already.
    case exists(User)
    /// A precondition does not hold; what is stored, if anything, is in the error.
    case preconditionFailed(current: User?)
    /// The document would be longer than the rules allow.
    case documentTooLarge(bytes: Int, maximum: Int)
    /// What is stored under the user's key is not a JSON object; somebody else must have stored it.
    case notAUser(UserID)
    /// Too many others changed the same user at the same time.
    case contended
    /// The listing's cursor is not one that was given for this listing.
    case invalidCursor
    /// The store could not do it.
    case store(KVError)
}
