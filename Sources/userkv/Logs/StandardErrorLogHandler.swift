import Logging

/// Hands each log event as one line to the writer of standard error.
struct StandardErrorLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: ServiceSettings.LogFormat
    private let writer: LogWriter

    init(logLevel: Logger.Level, format: ServiceSettings.LogFormat, writer: LogWriter) {
        self.logLevel = logLevel
        self.format = format
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        writer.append(
            LogLine.bytes(
                format,
                event.level,
                event.message.description,
                all.map { ($0.key, "\($0.value)") }
            )
        )
    }
}
