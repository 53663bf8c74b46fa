import Synchronization

/// Lets one task at a time work on a key; others wait in the order they came.
///
/// It turns read, decide, write sequences on one key into a queue instead of a race, so that under contention nobody
/// starves. Different keys never wait for each other. Waiting is bounded by the number of requests in flight.
package final class KeyedMutex: Sendable {
    private typealias Waiter = CheckedContinuation<Void, Never>

    /// A key is present while somebody holds it; the array holds who waits, first come first.
    private let queues = Mutex<[KVKey: [Waiter]]>([:])

    package init() {}

    /// Runs `body` while no other task holds `key`.
    package func withKey<Output, Failure: Error>(
        _ key: KVKey,
        _ body: () async throws(Failure) -> Output
    ) async throws(Failure) -> Output {
        await acquire(key)
        defer { release(key) }
        return try await body()
    }

    private func acquire(_ key: KVKey) async {
        let acquired = queues.withLock { queues in
            if queues[key] != nil { return false }
            queues[key] = []
            return true
        }
        if acquired { return }
        await withCheckedContinuation { (waiter: Waiter) in
            let acquired = queues.withLock { queues in
                if queues[key] != nil {
                    queues[key]?.append(waiter)
                    return false
                }
                queues[key] = []
                return true
            }
            if acquired { waiter.resume() }
        }
    }

    private func release(_ key: KVKey) {
        let next: Waiter? = queues.withLock { queues in
            if queues[key]?.isEmpty ?? true {
                queues[key] = nil
                return nil
            }
            return queues[key]?.removeFirst()
        }
        next?.resume()
    }
}
