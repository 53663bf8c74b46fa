import KeyValueStore
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: KVClock {
    private let milliseconds: Mutex<Int64>

    /// Starts at a wall-clock time in milliseconds since 1970.
    package init(wallMilliseconds: Int64 = 1_700_000_000_000) {
        milliseconds = Mutex(wallMilliseconds)
    }

    package func wallMilliseconds() -> Int64 {
        milliseconds.withLock { $0 }
    }

    package func monotonicNanoseconds() -> Int64 {
        milliseconds.withLock { $0 } * 1_000_000
    }

    /// Moves both clocks forward.
    package func advance(milliseconds step: Int64) {
        precondition(step >= 0, "the monotonic clock never goes back")
        milliseconds.withLock { $0 += step }
    }

    /// Moves both clocks forward by whole seconds.
    package func advance(seconds: Int64) {
        advance(milliseconds: seconds * 1000)
    }
}
