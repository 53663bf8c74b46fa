import NIOCore

/// Buffers that answers are written to, lent to one connection after the other.
struct SpareBuffers {
    /// What the buffers that are kept may hold together.
    static let bytesMaximum = 512 * 1024
    /// What a new one holds.
    private static let newBufferBytes = 4 * 1024

    private var buffers: [ByteBuffer] = []
    private var bytes = 0

    /// An empty buffer.
    mutating func lend() -> ByteBuffer {
        guard let buffer = buffers.popLast() else {
            return ByteBufferAllocator().buffer(capacity: Self.newBufferBytes)
        }
        bytes -= buffer.storageCapacity
        return buffer
    }

    /// Takes back a buffer whose bytes have been sent, or which the channel still holds.
    mutating func giveBack(_ buffer: consuming ByteBuffer) {
        let capacity = buffer.storageCapacity
        if bytes + capacity > Self.bytesMaximum { return }
        buffer.clear()
        bytes += capacity
        buffers.append(buffer)
    }
}
