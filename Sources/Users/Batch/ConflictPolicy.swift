/// What a batch does about an id that is taken.
package enum ConflictPolicy: String, CaseIterable, Sendable {
    /// The item fails and the stored user stays.
    case fail
    /// The stored user stays, and that is fine.
    case skip
    /// The new document takes the stored user's place; `createdAt` stays.
    case replace
}
