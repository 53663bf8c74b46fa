package import KeyValueStore
import Synchronization

/// Runs callbacks one after the other in a task of its own, and counts how often it was given one.
package final class CallbackQueue: KVCallbackExecutor {
    private let callbacks: AsyncStream<@Sendable () -> Void>.Continuation
    private let givenCount = Atomic<Int>(0)
    @TaskLocal private static var current: ObjectIdentifier?

    package init() {
        let (stream, continuation) = AsyncStream.makeStream(of: (@Sendable () -> Void).self)
        callbacks = continuation
        let identifier = ObjectIdentifier(self)
        Task {
            await Self.$current.withValue(identifier) {
                for await callback in stream { callback() }
            }
        }
    }

    deinit {
        callbacks.finish()
    }

    package func execute(_ callback: @escaping @Sendable () -> Void) {
        givenCount.add(1, ordering: .relaxed)
        callbacks.yield(callback)
    }

    /// How often it was given something to do.
    package var count: Int { givenCount.load(ordering: .relaxed) }

    /// Whether the caller is one of its callbacks.
    package var isCurrent: Bool { Self.current == ObjectIdentifier(self) }

    /// Puts an entry through a store, and gives what the completion was called with and whether it was called here.
    package func put(
        _ write: KVWrite,
        into store: any KVStore
    ) async -> (result: Result<KVWriteOutcome, KVError>, isHere: Bool) {
        await withCheckedContinuation { continuation in
            store.put(write, on: self) { [self] _, result in
                continuation.resume(returning: (result, isCurrent))
            }
        }
    }
}
