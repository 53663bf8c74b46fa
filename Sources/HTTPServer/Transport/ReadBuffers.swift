import NIOCore

/// The buffer that an event loop reads into, used again as soon as nobody holds what was read.
final class ReadBuffers {
    private var buffer = ByteBuffer()

    /// Lends an empty buffer of `bytes` for one read, and returns what the read left in it.
    func read(_ bytes: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> ByteBuffer {
        if bytes > HTTPLimits.readBytes {
            var large = ByteBufferAllocator().buffer(capacity: bytes)
            large.fill(bytes, read)
            return large
        }
        if buffer.modifyIfUniquelyOwned({ $0.clear() }) == nil || buffer.storageCapacity < bytes {
            buffer = ByteBufferAllocator().buffer(capacity: bytes)
        }
        buffer.fill(bytes, read)
        return buffer
    }
}

extension ByteBuffer {
    fileprivate mutating func fill(_ bytes: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: bytes) { memory in
            max(0, read(UnsafeMutableRawBufferPointer(rebasing: memory[..<bytes])))
        }
    }
}

@available(*, unavailable)
extension ReadBuffers: Sendable {}
