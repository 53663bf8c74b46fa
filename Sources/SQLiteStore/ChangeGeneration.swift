import Synchronization

/// A number that grows before anybody can learn of a change of the database: before a commit is acknowledged, and before
/// the observers hear of somebody else's.
///
/// A snapshot that was begun after the number was read is as new as the number says.
final class ChangeGeneration: Sendable {
    private let number = Atomic<UInt64>(0)

    /// The number now; what is read of the database after this is at least as new.
    var current: UInt64 { number.load(ordering: .acquiring) }

    /// Called when the change can be seen by a new snapshot.
    func advance() { number.add(1, ordering: .releasing) }
}
