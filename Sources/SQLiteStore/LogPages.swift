import Synchronization

/// The pages in the write-ahead log, as of the latest commit of the connection that counts them.
final class LogPages: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .acquiring) }

    /// Takes a new count.
    func note(_ count: Int) {
        value.store(count, ordering: .releasing)
    }
}
