@preconcurrency import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Waits for the signals that ask the process to end.
///
/// The handlers are in place from the moment this is made: as process 1 of a container there is no default action, and a
/// signal without a handler would be lost.
struct TerminationSignals: Sendable {
    private let signals: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.signals = signals
        sources = [SIGTERM, SIGINT].map { number in
            _ = Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }

    /// Returns at the first signal; a second one ends the process at once.
    func wait() async -> Int32 {
        var iterator = signals.makeAsyncIterator()
        let first = await iterator.next() ?? SIGTERM
        for number in [SIGTERM, SIGINT] { _ = Glibc.signal(number, SIG_DFL) }
        return first
    }
}
