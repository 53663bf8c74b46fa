/// What the cache knows and decides: entries, loads in the air, writes in flight.
///
/// A plain value without lock, clock, input or output; `CachedKVStore` owns one and does what it says.
///
/// Rules, for each key:
/// - A load is *joinable* from its beginning until it ends, a newer load begins, a write ends or somebody else may have
///   changed the store. Only a joinable load gains followers, and only it may install what it brings. So a load that
///   began before a write was acknowledged never brings the old value back, and no later reader waits for it.
/// - A load that ends while a write is in flight installs nothing. It may have seen the new value, after which no reader
///   must see the old one again; so what is cached goes, and no other load stays joinable.
/// - A load that is not to be kept is never joinable. While it is in the air and when it ends no older load is either, and
///   what is cached and differs from what it brought goes, because its reader has seen something newer.
/// - A write is *contested* if another write of the key, or a change by somebody else, overlapped it. The order in which
///   contested writes took effect is unknown, so only an uncontested one installs what it wrote; every other end of a
///   write leaves nothing cached.
///
/// So a read that begins after a write was acknowledged, or after another read has seen the write, never sees anything
/// older. Memory beyond the entries is bounded
/// by what is in flight.
struct CacheStateMachine<Handle: Sendable>: Sendable {
    /// A load in the air.
    struct Load: Hashable, Sendable {
        let number: UInt64
    }

    struct Flight: Sendable {
        let key: KVKey
        let beganAtNanoseconds: Int64
        /// Whether what it brings may be cached.
        let isKept: Bool
        /// What followers wait on.
        let handle: Handle
    }

    /// The writes of one key that are in flight.
    struct Writes: Sendable {
        var inFlight = 0
        /// Whether any of them may not be the latest; holds until none is in flight.
        var contested = false

        mutating func begin() {
            inFlight += 1
            if inFlight > 1 { contested = true }
        }
    }

    let settings: CacheSettings
    var entries: LRUCache<CachedEntry>
    var flights: [Load: Flight] = [:]
    var joinable: [KVKey: Load] = [:]
    var writes: [KVKey: Writes] = [:]
    var counts = CacheStatistics()
    var loadNumber: UInt64 = 0

    init(settings: CacheSettings) {
        self.settings = settings
        entries = LRUCache(
            capacityBytes: settings.isEnabled ? settings.capacityBytes : 0,
            entryCountMaximum: settings.entryCountMaximum
        )
    }

    /// What happened so far and what is held now.
    var statistics: CacheStatistics {
        var counts = counts
        let counters = entries.counters
        counts.evictions = counters.evictions
        counts.bytes = counters.bytes
        counts.entries = counters.entries
        return counts
    }

    /// Drops what is known about a key.
    mutating func invalidate(_ key: KVKey) {
        joinable[key] = nil
        writes[key]?.contested = true
        drop(key)
    }

    /// Drops everything: anything in the store may have changed behind the cache.
    ///
    /// - Returns: what was held, to be freed outside the lock.
    mutating func invalidateAll() -> LRUCache<CachedEntry> {
        joinable.removeAll()
        // Of a write that is in flight now, nobody knows whether the change came before or after it.
        for key in writes.keys { writes[key]?.contested = true }
        counts.invalidations += entries.count
        return entries.removeAll()
    }

    mutating func drop(_ key: KVKey) {
        if HashedKey.with(key.bytes, { entries.remove($0) }) != nil { counts.invalidations += 1 }
    }

    /// Puts an equal entry in the place of one, if that is still what is held.
    mutating func replace(_ old: CachedEntry, with equal: CachedEntry, under key: KVKey) {
        guard HashedKey.with(key.bytes, { entries.peek($0) }) === old else { return }
        _ = entries.insert(equal, forKey: key.bytes, valueBytes: equal.costBytes)
    }

    /// Holds an entry if it is still fresh; otherwise what was there goes.
    mutating func install(_ entry: consuming CachedEntry, under key: KVKey, atNanoseconds now: Int64) -> Bool
    {
        guard entry.isFresh(atNanoseconds: now) else {
            drop(key)
            return false
        }
        return entries.insert(entry, forKey: key.bytes, valueBytes: entry.costBytes)
    }
}
