import CZlib

/// Compresses a stream of bytes as gzip (RFC 1952).
package final class GzipEncoder {
    /// The window and the marker for gzip's own header and trailer, as zlib's documentation has it.
    private static let windowBits: Int32 = 15 + 16
    /// zlib's level: most of the gain for little of the time.
    private static let level: Int32 = 5
    private static let chunkBytes = 16 * 1024

    private var stream = z_stream()

    /// Fails where zlib has no memory.
    package init?() {
        if userkv_deflate_init(&stream, Self.level, Self.windowBits) != Z_OK { return nil }
    }

    deinit { deflateEnd(&stream) }

    /// Takes bytes and returns what is ready; with `flush` everything taken so far can then be read by the receiver.
    package func append(_ bytes: [UInt8], flush: Bool = false) -> [UInt8] {
        run(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH)
    }

    /// Ends the stream and returns the rest.
    package func finish() -> [UInt8] { run([], Z_FINISH) }

    /// Compresses bytes as a whole; nil where zlib has no memory.
    package static func encode(_ bytes: [UInt8]) -> [UInt8]? {
        guard let encoder = GzipEncoder() else { return nil }
        return encoder.append(bytes) + encoder.finish()
    }

    private func run(_ bytes: [UInt8], _ mode: Int32) -> [UInt8] {
        var output: [UInt8] = []
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            var hasMore = true
            while hasMore {
                let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { chunk, count in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = UInt32(Self.chunkBytes)
                    _ = deflate(&stream, mode)
                    count = Self.chunkBytes - Int(stream.avail_out)
                }
                output += chunk
                hasMore = stream.avail_out == 0
            }
            stream.next_in = nil
        }
        return output
    }
}

@available(*, unavailable)
extension GzipEncoder: Sendable {}
