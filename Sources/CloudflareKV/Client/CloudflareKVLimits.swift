import KeyValueStore

/// The limits of the API that concern its client.
enum CloudflareKVLimits {
    /// Bytes of one bulk write's body; the API takes 100 MB, less keeps memory bounded.
    static let bulkWriteBytesMaximum = 48 * 1024 * 1024
    /// Write batches are not made smaller than this after one was refused for its size.
    static let bulkWriteBytesMinimum = 1024 * 1024
    static let bulkWriteItemsMinimum = 100
    /// What the Worker in front of a KV binding takes in one bulk write, less some room: it makes an operation of every
    /// item, of which an invocation may make 1,000, and it takes bodies of 32 MiB (`worker/kv-rules.js`).
    static let bindingWriteItemsMaximum = 900
    static let bindingWriteBytesMaximum = 24 * 1024 * 1024
    /// The smallest page of keys that the API gives.
    static let listPageItemsMinimum = 10
    /// The API takes no expiration nearer than this; `KVLimits` and time for the request to arrive.
    static let expirationSecondsAheadMinimum = KVLimits.timeToLiveSecondsMinimum + 3
    /// A write batch with so many items is worth a request although it is far from full.
    static let writeItemsWorthARequest = 100
    /// Empty pages that a listing skips before it returns one.
    static let emptyPagesSkippedMaximum = 10
    /// Requests that may be made in a minute out of parts of refused ones, to find what is not accepted.
    static let splitsPerMinuteMaximum = 64
}
