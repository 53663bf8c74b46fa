/// What a store holds under a key.
package struct KVEntry: Hashable, Sendable {
    /// The value, any bytes, up to 25 MiB.
    package var value: [UInt8]
    /// JSON text of any type but `null`, up to 1,024 bytes; nil where the entry has none.
    package var metadata: [UInt8]?
    /// When the entry ceases to exist, in whole seconds since 1970; nil for never.
    package var expiration: Int64?
    /// Which write made this entry.
    package var version: KVVersion

    package init(value: [UInt8], metadata: [UInt8]? = nil, expiration: Int64? = nil, version: KVVersion) {
        self.value = value
        self.metadata = metadata
        self.expiration = expiration
        self.version = version
    }

    /// Whether the entry no longer exists at a wall-clock time in milliseconds.
    ///
    /// An entry is gone from the first millisecond of its expiration's second on.
    package func isExpired(atMilliseconds now: Int64) -> Bool {
        guard let expiration else { return false }
        return expiration <= now / 1000
    }
}
