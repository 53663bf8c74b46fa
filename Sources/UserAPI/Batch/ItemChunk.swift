import Users

/// Documents of a stream that are worked on together; bounded by their number and by their length in sum.
struct ItemChunk {
    private(set) var items: [[UInt8]] = []
    private var byteCount = 0
    private let itemsMaximum: Int
    private let bytesMaximum: Int

    init(
        itemsMaximum: Int = KVOperations.batchWriteUsersMaximum,
        bytesMaximum: Int = KVOperations.batchWriteBytesMaximum
    ) {
        self.itemsMaximum = itemsMaximum
        self.bytesMaximum = bytesMaximum
    }

    /// Whether no more is added before these have been worked on.
    var isFull: Bool { items.count >= itemsMaximum || byteCount >= bytesMaximum }

    mutating func append(_ item: [UInt8]) {
        items.append(item)
        byteCount += item.count
    }
}
