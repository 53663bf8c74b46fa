import NIOCore

/// A type that a path segment can be read as.
package protocol PathParameter: Sendable {
    /// Reads a segment; nil where it is not of this type, and the path then names nothing.
    init?(_ segment: PathSegment)
}

/// A segment of a request's path, percent-decoded when it is looked at.
package struct PathSegment: Sendable {
    private let bytes: ByteBuffer
    private let isEncoded: Bool

    init(bytes: ByteBuffer) {
        self.bytes = bytes
        isEncoded = bytes.withUnsafeReadableBytes { $0.contains(PercentEncoding.mark) }
    }

    /// Gives the decoded bytes to `body`.
    package func withDecodedBytes<Output>(_ body: (UnsafeRawBufferPointer) -> Output) -> Output {
        decoded.withUnsafeReadableBytes(body)
    }

    /// The decoded bytes; shares the request's memory unless something had to be decoded.
    var decoded: ByteBuffer {
        guard isEncoded else { return bytes }
        return bytes.withUnsafeReadableBytes { ByteBuffer(bytes: PercentEncoding.decoded($0) ?? []) }
    }
}
