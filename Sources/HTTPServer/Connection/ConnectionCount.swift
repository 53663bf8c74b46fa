import Synchronization

/// How many connections the whole server has.
final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)

    /// Counts one more and says how many there are then.
    func increment() -> Int { count.add(1, ordering: .relaxed).newValue }

    func decrement() { count.subtract(1, ordering: .relaxed) }

    var value: Int { count.load(ordering: .relaxed) }
}
