import JSON
import Logging

/// One event of the log as one line of bytes.
enum LogLine {
    /// - Parameter metadata: in the order in which it is written.
    static func bytes(
        _ format: ServiceSettings.LogFormat,
        _ level: Logger.Level,
        _ message: String,
        _ metadata: [(String, String)]
    ) -> [UInt8] {
        var line =
            switch format {
            case .json: json(level, message, metadata)
            case .text: text(level, message, metadata)
            }
        line.append(0x0A)
        return line
    }

    private static func json(
        _ level: Logger.Level,
        _ message: String,
        _ metadata: [(String, String)]
    ) -> [UInt8] {
        var members = [
            JSONMember(name: "time", value: JSONValue(Timestamp.now().text)),
            JSONMember(name: "level", value: JSONValue(level.rawValue)),
            JSONMember(name: "message", value: JSONValue(message)),
        ]
        let taken = Set(members.map(\.name.value))
        for (key, value) in metadata where !taken.contains(key) {
            members.append(JSONMember(name: key, value: JSONValue(value)))
        }
        return JSONValue.object(JSONObject(members)).bytes
    }

    private static func text(
        _ level: Logger.Level,
        _ message: String,
        _ metadata: [(String, String)]
    ) -> [UInt8] {
        let pairs = metadata.map { " \($0.0)=\(escaped($0.1))" }.joined()
        return Array("\(Timestamp.now().text) \(level.rawValue) \(escaped(message))\(pairs)".utf8)
    }

    /// A control character in a value must not look like another line.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 0x20 } ? JSONString(text).lexeme : text
    }
}
