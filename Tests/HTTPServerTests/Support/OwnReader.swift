import NIOCore

@testable import HTTPServer

/// Reads a stream of requests with the server's own parser, as a connection would.
struct OwnReader {
    private(set) var reading = RequestReading()
    /// Where the methods of the requests begin in the stream.
    private(set) var methodOffsets: [Int] = []
    private var parser = RequestHeadParser(limits: HTTPLimits())
    private var decoder: ContentDecoder?
    private var buffer = ByteBuffer()
    private var offset = 0
    private var hasEnded = false

    static func read(_ bytes: [UInt8]) -> OwnReader {
        var reader = OwnReader()
        reader.receive(bytes[...])
        return reader
    }

    /// Takes one read's worth of bytes.
    mutating func receive(_ bytes: ArraySlice<UInt8>) {
        if hasEnded { return }
        buffer.writeBytes(bytes)
        do throws(RequestError) {
            while try step(), !hasEnded {}
        } catch {
            reading.error = "\(error)"
            hasEnded = true
        }
    }

    private mutating func step() throws(RequestError) -> Bool {
        if decoder == nil {
            guard case .head(let head, let consumed) = try parser.parse(buffer) else { return false }
            methodOffsets.append(offset + consumed - head.bytes.readableBytes)
            buffer.moveReaderIndex(forwardBy: consumed)
            offset += consumed
            reading.messages.append(Self.message(head))
            decoder = ContentDecoder(framing: head.framing, limits: HTTPLimits())
        }
        let before = buffer.readableBytes
        let outcome = try decoder?.next(from: &buffer)
        offset += before - buffer.readableBytes
        let last = reading.messages.count - 1
        switch outcome {
        case .piece(let piece):
            reading.messages[last].content += Array(piece.readableBytesView)
            return true
        case .end:
            reading.messages[last].isComplete = true
            decoder = nil
            hasEnded = !reading.messages[last].keepsAlive || reading.messages[last].endsHTTP
            return true
        case .incomplete, nil:
            return false
        }
    }

    private static func message(_ head: RequestHead) -> RequestReading.Message {
        var fields: [RequestReading.Field] = []
        let line = head.bytes.withUnsafeReadableBytes { bytes in
            RequestHeadParser.forEachField(in: bytes) { name, value in
                let name = String(decoding: name, as: UTF8.self).lowercased()
                fields.append(.init(name: name, value: String(decoding: value, as: UTF8.self)))
            }
            return String(decoding: bytes[..<bytes.endOfLine(from: 0)], as: UTF8.self)
        }
        return .init(
            method: String(line.prefix { $0 != " " }),
            target: head.query == nil ? head.pathText : head.pathText + "?" + head.queryText,
            isVersion11: head.isVersion11,
            fields: fields,
            keepsAlive: head.keepsAlive
        )
    }
}
