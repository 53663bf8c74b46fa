package import KeyValueStore

/// A user as stored: the JSON text that a GET returns, byte for byte, and what the store knows of it.
package struct User: Hashable, Sendable {
    package let id: UserID
    /// The JSON object, as stored.
    package let json: [UInt8]
    /// When the user ceases to exist, in whole seconds since 1970; nil for never.
    package let expiration: Int64?
    package let version: KVVersion

    package init(id: UserID, json: [UInt8], expiration: Int64?, version: KVVersion) {
        self.id = id
        self.json = json
        self.expiration = expiration
        self.version = version
    }

    init(id: UserID, entry: KVEntry) {
        self.init(id: id, json: entry.value, expiration: entry.expiration, version: entry.version)
    }

    /// The fingerprint that its entity tag is made of.
    package var contentHash: ContentHash { ContentHash(json) }
}
