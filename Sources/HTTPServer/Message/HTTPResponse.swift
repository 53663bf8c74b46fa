/// An answer as a value: made off the event loop, written by it.
package struct HTTPResponse: Sendable {
    /// Sends a streamed body: it writes pieces and returns when all are written.
    package typealias BodyStream = @Sendable (HTTPBodyWriter) async throws -> Void

    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A body of unknown length, sent as it is made and no faster than the client takes it.
        case stream(BodyStream)
    }

    package var status: HTTPStatus
    /// Field names and values, each without CR or LF; `Content-Length`, `Date`, `Server`, `Connection` and
    /// the security fields are the server's own.
    package var fields: [(name: String, value: String)]
    /// Further fields as whole lines, each with its CR LF: for answers that are given often.
    package var fieldLines: [UInt8]
    package var body: Body
    /// Whether the connection is closed after this answer.
    package var closesConnection = false
    /// Whether nothing is sent and the connection is reset instead; for tests of how clients take that.
    package var breaksConnection = false

    /// Those of `fields` and of `fieldLines`.
    package var allFields: [(name: String, value: String)] {
        fields + String(decoding: fieldLines, as: UTF8.self).split(separator: "\r\n").map(Self.field)
    }

    private static func field(_ line: Substring) -> (name: String, value: String) {
        let name = line.prefix { $0 != ":" }
        return (String(name), String(line.dropFirst(name.count + 2)))
    }

    /// Whether the content is sent as it is made.
    var isStreamed: Bool { if case .stream = body { true } else { false } }

    package init(
        _ status: HTTPStatus,
        fields: [(name: String, value: String)] = [],
        fieldLines: [UInt8] = [],
        body: Body = .none
    ) {
        self.status = status
        self.fields = fields
        self.fieldLines = fieldLines
        self.body = body
    }
}
