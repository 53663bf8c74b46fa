import KeyValueStore

/// The limits of the API that concern its client.
enum CloudflareKVLimits {
    /// Bytes of one bulk write's body; the API takes 100 MB, less keeps memory bounded.
    static let bulkWriteBytesMaximum = 48 * 1024 * 1024
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
