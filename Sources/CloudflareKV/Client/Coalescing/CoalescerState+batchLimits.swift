extension CoalescerState {
    /// Makes write batches smaller for good, after one was refused for its size; false where they cannot be.
    ///
    /// Whoever stands between this process and the store may take less than Cloudflare's API does. What is refused once
    /// for its size would be refused every time. Bytes are lowered before items, because a body's length is what most
    /// servers limit.
    mutating func lowerBatch(below content: UpstreamBatch.Content) -> Bool {
        let bytes = Self.size(content)
        if bytes > CloudflareKVLimits.bulkWriteBytesMinimum, content.count > 1 {
            let half = max(bytes / 2, CloudflareKVLimits.bulkWriteBytesMinimum)
            limits.writeBatchBytesMaximum = min(limits.writeBatchBytesMaximum, half)
            return true
        }
        if content.count > CloudflareKVLimits.bulkWriteItemsMinimum {
            let half = max(content.count / 2, CloudflareKVLimits.bulkWriteItemsMinimum)
            limits.writeBatchItemsMaximum = min(limits.writeBatchItemsMaximum, half)
            return true
        }
        return false
    }

    private static func size(_ content: UpstreamBatch.Content) -> Int {
        switch content {
        case .read: 0
        case .put(let pairs): pairs.reduce(0) { $0 + size($1.key, .put($1.entry)) }
        case .delete(let keys): keys.reduce(0) { $0 + size($1, .delete) }
        }
    }
}
