import HTTPServer
import JSON
import Logging
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes each log event as one line to standard error, in one system call so that lines of threads do not mix.
struct StandardErrorLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: ServiceSettings.LogFormat

    init(logLevel: Logger.Level, format: ServiceSettings.LogFormat) {
        self.logLevel = logLevel
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        var line: [UInt8]
        switch format {
        case .json: line = Self.json(event, all.map { ($0.key, "\($0.value)") })
        case .text: line = Self.text(event, all.map { ($0.key, "\($0.value)") })
        }
        line.append(0x0A)
        line.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func json(_ event: LogEvent, _ metadata: [(String, String)]) -> [UInt8] {
        var members = [
            JSONMember(name: "time", value: JSONValue(Timestamp.now())),
            JSONMember(name: "level", value: JSONValue(event.level.rawValue)),
            JSONMember(name: "message", value: JSONValue(event.message.description)),
        ]
        let taken = Set(members.map(\.name.value))
        for (key, value) in metadata where !taken.contains(key) {
            members.append(JSONMember(name: key, value: JSONValue(value)))
        }
        return JSONValue.object(JSONObject(members)).bytes
    }

    private static func text(_ event: LogEvent, _ metadata: [(String, String)]) -> [UInt8] {
        let pairs = metadata.map { " \($0.0)=\(escaped($0.1))" }.joined()
        return Array(
            "\(Timestamp.now()) \(event.level.rawValue) \(escaped(event.message.description))\(pairs)".utf8
        )
    }

    /// A control character in a value must not look like another line.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 0x20 } ? JSONString(text).lexeme : text
    }
}
