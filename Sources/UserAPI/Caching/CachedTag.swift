package import KeyValueStore
import Users

/// What the cache keeps along with an entry, so that a hit needs no work on the content.
package enum CachedTag {
    /// Longer values are looked at when they are asked for.
    private static let valueBytesMaximum = 1024 * 1024

    /// The entity tag of a user, as bytes; empty for what is no user or too long to look at while it is being cached.
    package static func make(_ entry: KVEntry) -> [UInt8] {
        guard entry.value.first == 0x7B, entry.value.count <= valueBytesMaximum,
            KVOperations.isUser(entry.value)
        else { return [] }
        return Array(EntityTag(content: entry.value).text.utf8)
    }
}
