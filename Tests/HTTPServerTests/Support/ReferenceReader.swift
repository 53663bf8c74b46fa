import NIOCore
import NIOEmbedded
import NIOHTTP1

/// Reads a stream of requests with llhttp, as NIO wraps it: the other opinion on what a stream means.
enum ReferenceReader {
    static func read(_ bytes: [UInt8]) -> RequestReading {
        var reading = RequestReading()
        let channel = EmbeddedChannel()
        do {
            let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            reading.error = "\(error)"
        }
        while case .some(let part) = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            note(part, in: &reading)
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return reading
    }

    private static func note(_ part: HTTPServerRequestPart, in reading: inout RequestReading) {
        let last = reading.messages.count - 1
        switch part {
        case .head(let head):
            reading.messages.append(
                .init(
                    method: head.method.rawValue,
                    target: head.uri,
                    isVersion11: head.version == .http1_1,
                    fields: head.headers.map { .init(name: $0.name.lowercased(), value: $0.value) },
                    keepsAlive: head.isKeepAlive
                )
            )
        case .body(let piece): reading.messages[last].content += Array(piece.readableBytesView)
        case .end: reading.messages[last].isComplete = true
        }
    }
}
