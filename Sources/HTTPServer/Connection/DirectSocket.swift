import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sends answers without the way through the channel's queue, while that queue is empty.
///
/// Nearly every answer fits into the socket's buffer. Handing it to the channel, which queues it, flushes and looks at the
/// queue again, takes an eighth of the instructions of a cached GET. What does not fit, and every error, is the channel's.
struct DirectSocket {
    private let descriptor: NIOBSDSocket.Handle

    /// Nil for a channel without a socket.
    init?(_ channel: any Channel) {
        let handle = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
            (handle: NIOBSDSocket.Handle) in handle
        }
        guard let handle else { return nil }
        descriptor = handle
    }

    /// Sends what fits now from the front of `bytes`.
    ///
    /// The channel has to be active, or the number of its socket may be another's already, and it must hold nothing that
    /// was written before.
    func send(_ bytes: inout ByteBuffer) {
        let sent = bytes.withUnsafeReadableBytes { memory in
            #if canImport(Glibc)
            Glibc.send(descriptor, memory.baseAddress, memory.count, Int32(MSG_NOSIGNAL))
            #else
            // The channel has told the socket to raise no signal.
            Darwin.send(descriptor, memory.baseAddress, memory.count, 0)
            #endif
        }
        if sent > 0 { bytes.moveReaderIndex(forwardBy: sent) }
    }
}
