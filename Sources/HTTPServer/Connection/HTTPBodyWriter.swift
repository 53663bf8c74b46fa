import NIOCore

/// Sends the pieces of a streamed answer, no faster than the client takes them.
package struct HTTPBodyWriter: Sendable {
    /// The connection has ended, so nobody reads on.
    struct ConnectionEnded: Error {}

    /// What a chunk takes beside its bytes: sixteen digits, and the ends of two lines.
    private static let chunkOverhead = 20

    let connection: NIOLoopBound<ConnectionHandler>
    let eventLoop: any EventLoop
    let isChunked: Bool

    /// Sends a piece and returns when the connection has taken it; throws when the connection is gone.
    package func write(_ bytes: [UInt8]) async throws {
        if bytes.isEmpty { return }
        let piece = framed(bytes)
        let isTaken = await withCheckedContinuation { (waiter: CheckedContinuation<Bool, Never>) in
            eventLoop.execute {
                connection.value.sendPiece(piece) { waiter.resume(returning: $0) }
            }
        }
        if !isTaken { throw ConnectionEnded() }
    }

    private func framed(_ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.count + Self.chunkOverhead)
        if isChunked {
            buffer.writeString(String(bytes.count, radix: 16))
            buffer.writeStaticString("\r\n")
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
        } else {
            buffer.writeBytes(bytes)
        }
        return buffer
    }
}
