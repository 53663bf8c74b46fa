import HTTPServer
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The log of a command, on standard error.
struct CommandLog: Sendable {
    /// What a reader that has stalled may cost at the end, in milliseconds.
    static let flushMilliseconds = 500

    let logger: Logger
    /// Takes requests that have ended; nil where nobody wants to know of them.
    let requests: (any RequestLog)?
    private let writer: LogWriter

    init(_ settings: ServiceSettings) {
        // A reader that goes away is no reason to end; the write fails instead.
        _ = signal(SIGPIPE, SIG_IGN)
        let format = settings.logFormat ?? (StandardStreams.isErrorTerminal ? .text : .json)
        let writer = LogWriter(descriptor: STDERR_FILENO) { count in
            LogLine.bytes(format, .warning, "log lines dropped", [("count", "\(count)")])
        }
        self.writer = writer
        requests = settings.logsRequests ? AccessLog(format: format, writer: writer) : nil
        logger = Logger(label: "userkv") { _ in
            StandardErrorLogHandler(logLevel: settings.logLevel, format: format, writer: writer)
        }
    }

    /// Lets the last lines out before the process ends.
    func finish() {
        writer.flush(milliseconds: Self.flushMilliseconds)
    }
}
