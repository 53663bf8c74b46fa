import CZlib

/// Expands a gzip stream (RFC 1952), up to a number of bytes.
package final class GzipDecoder {
    /// Why a stream cannot be expanded.
    package enum Failure: Error, Hashable, Sendable {
        /// The bytes are not gzip, or its checksum is wrong.
        case invalid
        /// The stream expands to more than the limit.
        case tooLarge
        /// The stream ends before its end.
        case incomplete
    }

    private static let windowBits: Int32 = 15 + 16
    private static let chunkBytes = 64 * 1024

    private var stream = z_stream()
    private let bytesMaximum: Int
    private var total = 0
    private var hasEnded = false

    /// Fails where zlib has no memory.
    package init?(bytesMaximum: Int) {
        self.bytesMaximum = bytesMaximum
        if userkv_inflate_init(&stream, Self.windowBits) != Z_OK { return nil }
    }

    deinit { inflateEnd(&stream) }

    /// Takes bytes of the stream and returns what they expand to.
    package func append(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        if bytes.isEmpty { return [] }
        if hasEnded { throw .invalid }
        var input = bytes
        var output: [UInt8] = []
        let failure: Failure? = input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            defer { stream.next_in = nil }
            return expand(into: &output)
        }
        if let failure { throw failure }
        return output
    }

    /// Checks that the stream came to its end.
    package func finish() throws(Failure) {
        if !hasEnded { throw .incomplete }
    }

    /// Expands a stream as a whole.
    package static func decode(_ bytes: [UInt8], bytesMaximum: Int) throws(Failure) -> [UInt8] {
        guard let decoder = GzipDecoder(bytesMaximum: bytesMaximum) else { throw .tooLarge }
        let output = try decoder.append(bytes)
        try decoder.finish()
        return output
    }

    private func expand(into output: inout [UInt8]) -> Failure? {
        repeat {
            var result = Z_OK
            let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { chunk, count in
                stream.next_out = chunk.baseAddress
                stream.avail_out = UInt32(Self.chunkBytes)
                result = inflate(&stream, Z_NO_FLUSH)
                count = Self.chunkBytes - Int(stream.avail_out)
            }
            total += chunk.count
            if total > bytesMaximum { return .tooLarge }
            output += chunk
            if result == Z_STREAM_END {
                hasEnded = true
                return stream.avail_in == 0 ? nil : .invalid
            }
            if result != Z_OK && result != Z_BUF_ERROR { return .invalid }
        } while stream.avail_in > 0 || stream.avail_out == 0
        return nil
    }
}

@available(*, unavailable)
extension GzipDecoder: Sendable {}
