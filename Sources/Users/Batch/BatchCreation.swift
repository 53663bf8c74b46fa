/// What became of an item of a batch that creates users.
package enum BatchCreation: Sendable {
    case created(User)
    /// The id was taken and the stored user stays.
    case skipped(User)
    /// The id was taken and the new document took its place.
    case replaced(User)
}
