import Compression
import HTTPServer

/// Writes a sequence of JSON documents as they come: NDJSON, or the array of one JSON object; compressed on demand.
struct ResultsBody {
    private let writer: HTTPBodyWriter
    private let encoder: GzipEncoder?
    private let isLines: Bool
    private let name: String
    private var hasItems = false
    private var pending: [UInt8] = []
    /// Bytes that are gathered before they are sent.
    private static let pieceBytes = 32 * 1024

    init(_ writer: HTTPBodyWriter, _ form: ResultsForm, name: String) {
        self.writer = writer
        encoder = form.coding.isCoded ? GzipEncoder() : nil
        let isLines = form.isLines
        self.isLines = isLines
        self.name = name
        if !isLines { pending = Array("{\"\(name)\":[".utf8) }
    }

    /// Adds a document and sends what has gathered, once that is enough.
    mutating func append(_ json: [UInt8]) async throws {
        if !isLines, hasItems { pending.append(0x2C) }
        hasItems = true
        pending += json
        if isLines { pending.append(0x0A) }
        if pending.count >= Self.pieceBytes { try await flush() }
    }

    /// Sends what has gathered.
    mutating func flush() async throws {
        try await writer.write(encoder?.append(pending, flush: true) ?? pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// Ends the sequence.
    mutating func finish() async throws {
        if !isLines { pending += "]}".utf8 }
        try await flush()
        if let encoder { try await writer.write(encoder.finish()) }
    }
}
