import NIOCore

extension ByteBuffer {
    /// What a buffer may hold beside what there is to read: a buffer as large as four times that, and 2 KiB.
    private static let heldBytesMinimum = 2048
    private static let heldShareMaximum = 4

    /// Copies what there is to read where it keeps a buffer of much more from being used again.
    mutating func letGoOfRest() {
        if storageCapacity > Self.heldBytesMinimum + Self.heldShareMaximum * readableBytes {
            self = ByteBuffer(bytes: readableBytesView)
        }
    }
}
