#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The processor that the calling thread has.
enum Processor {
    /// Leaves it to any other thread that is ready to run; returns at once where there is none (sched_yield(2)).
    @Sendable static func leaveToOthers() {
        sched_yield()
    }
}
