import NIOCore

/// Sends the pieces of a streamed answer, no faster than the client takes them.
package struct HTTPBodyWriter: Sendable {
    let channel: any Channel
    let isChunked: Bool

    /// Sends a piece and returns when the connection has taken it; throws when the connection is gone.
    package func write(_ bytes: [UInt8]) async throws {
        if bytes.isEmpty { return }
        var buffer = channel.allocator.buffer(capacity: bytes.count + 20)
        if isChunked {
            buffer.writeString(String(bytes.count, radix: 16))
            buffer.writeStaticString("\r\n")
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
        } else {
            buffer.writeBytes(bytes)
        }
        try await channel.writeAndFlush(buffer).get()
    }
}
