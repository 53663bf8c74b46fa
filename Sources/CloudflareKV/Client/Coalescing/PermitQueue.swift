import KeyValueStore

/// Requests that cannot be shared, such as listings, and wait for their turn.
///
/// A pure value: it is told the time and reads no clock.
struct PermitQueue {
    static let waitingMaximum = 1024

    private var waiting = FirstInFirstOut<(identifier: UInt64, since: Int64)>()
    private var deadlines: [UInt64: Int64] = [:]

    /// Since when the oldest waits.
    var oldest: Int64? {
        mutating get {
            dropStale()
            return waiting.first?.since
        }
    }

    var nextDeadline: Int64? { deadlines.values.min() }

    /// How many wait.
    var count: Int { deadlines.count }

    /// False where as many wait as may wait.
    mutating func add(_ identifier: UInt64, deadline: Int64, now: Int64) -> Bool {
        if deadlines.count >= Self.waitingMaximum { return false }
        waiting.append((identifier, now))
        deadlines[identifier] = deadline
        return true
    }

    mutating func popFirst() -> UInt64? {
        dropStale()
        guard let first = waiting.popFirst() else { return nil }
        deadlines[first.identifier] = nil
        return first.identifier
    }

    mutating func expire(now: Int64) -> [(UInt64, KVError)] {
        let expired = deadlines.filter { $0.value <= now }.map(\.key)
        for identifier in expired { deadlines[identifier] = nil }
        return expired.map {
            ($0, .unavailable(reason: "the rate limit left no room in time", retryAfter: nil))
        }
    }

    mutating func removeAll() -> [UInt64] {
        defer { deadlines = [:] }
        return Array(deadlines.keys)
    }

    private mutating func dropStale() {
        while let first = waiting.first, deadlines[first.identifier] == nil { _ = waiting.popFirst() }
    }
}
