#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// State behind a lock, with a condition that threads may wait on.
///
/// `Mutex` of the standard library has no condition, and a thread of its own has nothing better to do than to block.
/// Unchecked: the state is touched only while the lock is held.
final class Monitor<State: Sendable>: @unchecked Sendable {  // Reason: guarded by its lock.
    private var state: State
    /// Allocated, because both must stay where they are for their whole life.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ state: State) {
        self.state = state
        lock.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits must not become long or short when somebody sets the wall clock.
        #if !canImport(Darwin)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(lock)
        condition.deallocate()
        lock.deallocate()
    }

    /// Runs `body` with the lock held.
    func withLock<Output, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Output
    ) throws(Failure) -> Output {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&state)
    }

    /// Runs `body` with the lock held, again after each wake-up, until it gives something.
    ///
    /// - Parameter milliseconds: the time after which nil is returned; nil to wait as long as it takes.
    func wait<Output>(atMostMilliseconds milliseconds: Int64?, for body: (inout State) -> Output?) -> Output?
    {
        let deadline = milliseconds.map(Self.time(afterMilliseconds:))
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let output = body(&state) { return output }
            guard var deadline else {
                pthread_cond_wait(condition, lock)
                continue
            }
            if pthread_cond_timedwait(condition, lock, &deadline) == ETIMEDOUT { return body(&state) }
        }
    }

    /// Wakes one waiting thread.
    func notifyOne() {
        pthread_cond_signal(condition)
    }

    /// Wakes every waiting thread.
    func notifyAll() {
        pthread_cond_broadcast(condition)
    }

    private static func time(afterMilliseconds milliseconds: Int64) -> timespec {
        var time = timespec()
        #if canImport(Darwin)
        clock_gettime(CLOCK_REALTIME, &time)
        #else
        clock_gettime(CLOCK_MONOTONIC, &time)
        #endif
        let nanoseconds = Int64(time.tv_nsec) + milliseconds % 1000 * 1_000_000
        time.tv_sec += Int(milliseconds / 1000 + nanoseconds / 1_000_000_000)
        time.tv_nsec = Int(nanoseconds % 1_000_000_000)
        return time
    }
}
