import CloudflareKV
import KeyValueStore
import Synchronization

/// A clock and a timer that a test turns: short waits pass at once, long ones when the test says so.
final class VirtualTime: KVClock, KVScheduler {
    private struct State {
        var nanoseconds: Int64 = 1_700_000_000_000_000_000
        var calls: [(time: Int64, body: @Sendable () -> Void)] = []
    }

    /// Waits up to this long pass at once: gathering, back-off, the second between writes of a key; no deadline.
    private let shortWait: Int64
    private let state = Mutex(State())

    init(shortWaitSeconds: Int64 = 5) {
        shortWait = shortWaitSeconds * 1_000_000_000
    }

    func wallMilliseconds() -> Int64 { monotonicNanoseconds() / 1_000_000 }
    func monotonicNanoseconds() -> Int64 { state.withLock { $0.nanoseconds } }

    func run(afterNanoseconds delay: Int64, _ body: @escaping @Sendable () -> Void) {
        let isShort = delay <= shortWait
        state.withLock { state in
            state.calls.append((state.nanoseconds + delay, body))
        }
        // In a task of its own, because the caller may hold what the body needs.
        if isShort { Task { self.advance(nanoseconds: delay) } }
    }

    func advance(nanoseconds: Int64) {
        let due = state.withLock { state in
            state.nanoseconds += nanoseconds
            let now = state.nanoseconds
            let due = state.calls.filter { $0.time <= now }.sorted { $0.time < $1.time }.map(\.body)
            state.calls.removeAll { $0.time <= now }
            return due
        }
        for body in due { body() }
    }

    func advance(seconds: Int64) {
        advance(nanoseconds: seconds * 1_000_000_000)
    }
}
