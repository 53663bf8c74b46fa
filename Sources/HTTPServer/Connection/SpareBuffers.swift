import NIOCore

/// Buffers that answers are written to, lent to one connection after the other.
struct SpareBuffers {
    private var buffers: [ByteBuffer] = []

    /// An empty buffer.
    mutating func lend() -> ByteBuffer {
        buffers.popLast() ?? ByteBufferAllocator().buffer(capacity: HTTPLimits.newBufferBytes)
    }

    /// Takes back a buffer whose bytes have been sent, or which the socket still holds.
    ///
    /// A large one is let go: it would be lent for a small answer, and stay with it where its client is slow.
    mutating func giveBack(_ buffer: consuming ByteBuffer) {
        if buffer.storageCapacity > HTTPLimits.spareBufferBytesMaximum { return }
        if buffers.count >= HTTPLimits.gatheredAnswersMaximum { return }
        buffer.clear()
        buffers.append(buffer)
    }
}
