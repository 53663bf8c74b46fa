@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Waits for the signals that ask the process to end.
///
/// The handlers are in place from the moment this is made, and stay: as process 1 of a container there is no default action,
/// and a signal without a handler would be lost. So the second signal ends the process from its handler.
struct TerminationSignals: Sendable {
    /// Whether the first signal has come; shared by the handlers.
    private final class Received: Sendable {
        let isFirst = Atomic<Bool>(true)
    }

    private let signals: AsyncStream<TerminationSignal>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: TerminationSignal.self)
        self.signals = signals
        // A queue of its own, so that nothing that blocks the shared threads delays the end.
        let queue = DispatchQueue(label: "userkv.signals")
        let received = Received()
        sources = TerminationSignal.allCases.map { termination in
            _ = Glibc.signal(termination.rawValue, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: termination.rawValue, queue: queue)
            source.setEventHandler {
                if received.isFirst.exchange(false, ordering: .relaxed) {
                    continuation.yield(termination)
                } else {
                    // Not `exit`: what that would wait for may be what hangs.
                    _exit(termination.exitStatus)
                }
            }
            source.resume()
            return source
        }
    }

    /// Returns at the first signal, and again only when the task is cancelled; a second signal ends the process at once.
    func wait() async -> TerminationSignal? {
        var iterator = signals.makeAsyncIterator()
        return await iterator.next()
    }
}
