/// Calls back later; a seam so that tests can decide when later is.
package protocol KVScheduler: Sendable {
    /// Calls `body` once, no earlier than after so many nanoseconds.
    func run(afterNanoseconds delay: Int64, _ body: @escaping @Sendable () -> Void)
}

/// The concurrency runtime's timer.
package struct TaskScheduler: KVScheduler {
    package init() {}

    package func run(afterNanoseconds delay: Int64, _ body: @escaping @Sendable () -> Void) {
        Task {
            try? await Task.sleep(nanoseconds: UInt64(max(0, delay)))
            body()
        }
    }
}
