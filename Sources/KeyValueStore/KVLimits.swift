/// The limits of every store: Cloudflare KV's, so that data can always move from one store to another.
///
/// Source: Cloudflare KV documentation, "Limits", and the API schema of the KV REST API.
package enum KVLimits {
    /// A key's length in bytes of UTF-8.
    package static let keyBytesMaximum = 512
    /// A value's length: 25 MiB.
    package static let valueBytesMaximum = 25 * 1024 * 1024
    /// Metadata, as JSON text.
    package static let metadataBytesMaximum = 1024
    /// The shortest time to live that a caller may choose.
    package static let timeToLiveSecondsMinimum: Int64 = 60
    /// The latest expiration, the last second of the year 9999; keeps arithmetic on times far from overflow.
    package static let expirationSecondsMaximum: Int64 = 253_402_300_799
    /// Items on one page of a listing.
    package static let listPageItemsMaximum = 1000
    /// Bytes of values that a page of a listing may carry before the store ends the page early.
    package static let listPageValueBytesMaximum = 4 * 1024 * 1024
    /// Keys in one bulk read of the Cloudflare API.
    package static let bulkReadKeysMaximum = 100
    /// Pairs or keys in one bulk write or delete of the Cloudflare API.
    package static let bulkWriteItemsMaximum = 10_000
}
