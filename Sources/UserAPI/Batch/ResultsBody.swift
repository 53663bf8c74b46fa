import Compression
import HTTPServer

/// Sends a sequence of JSON documents as they come, compressed on demand.
struct ResultsBody {
    private let writer: HTTPBodyWriter
    private let encoder: GzipEncoder?
    private var text: ResultsText
    /// Bytes that are gathered before they are sent.
    private static let pieceBytes = 32 * 1024

    init(_ writer: HTTPBodyWriter, _ form: ResultsForm, name: String) {
        self.writer = writer
        encoder = form.coding.isCoded ? GzipEncoder() : nil
        text = ResultsText(isLines: form.isLines, name: name)
    }

    /// Adds a document and sends what has gathered, once that is enough.
    mutating func append(_ json: [UInt8]) async throws {
        try await append { $0 += json }
    }

    /// Adds a document, which `write` appends, and sends what has gathered, once that is enough.
    mutating func append(_ write: (inout [UInt8]) -> Void) async throws {
        text.append(write)
        if text.bytes.count >= Self.pieceBytes { try await flush() }
    }

    /// Sends what has gathered.
    mutating func flush() async throws {
        try await writer.write(encoder?.append(text.bytes, flush: true) ?? text.bytes)
        text.removeBytes()
    }

    /// Ends the sequence.
    mutating func finish() async throws {
        text.finish()
        try await flush()
        if let encoder { try await writer.write(encoder.finish()) }
    }
}
