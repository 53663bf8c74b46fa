#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The two clocks that the stores need, behind a seam so that tests can turn them by hand.
package protocol KVClock: Sendable {
    /// Wall-clock time in milliseconds since 1970; may jump.
    func wallMilliseconds() -> Int64
    /// Time since an arbitrary beginning, in nanoseconds; never goes back.
    func monotonicNanoseconds() -> Int64
}

/// The machine's clocks.
package struct SystemClock: KVClock {
    package init() {}

    package func wallMilliseconds() -> Int64 {
        let time = Self.read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    package func monotonicNanoseconds() -> Int64 {
        let time = Self.read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
