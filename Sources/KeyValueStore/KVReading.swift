/// How far a caller lets a cache answer for the store (RFC 9111 section 5.2.1).
package struct KVReadDirective: Hashable, Sendable {
    /// The oldest cached answer that will do, in nanoseconds; nil for any that the cache holds fresh.
    package var maximumAgeNanoseconds: Int64?
    /// Whether only a cached answer will do: a miss is then not loaded.
    package var onlyIfCached: Bool
    /// Whether the cache must not answer: `no-cache`.
    package var bypassesCache: Bool
    /// Whether the cache must not keep what the store answers: `no-store`.
    package var storesNothing: Bool

    package init(
        maximumAgeNanoseconds: Int64? = nil,
        onlyIfCached: Bool = false,
        bypassesCache: Bool = false,
        storesNothing: Bool = false
    ) {
        self.maximumAgeNanoseconds = maximumAgeNanoseconds
        self.onlyIfCached = onlyIfCached
        self.bypassesCache = bypassesCache
        self.storesNothing = storesNothing
    }

    /// Whatever the cache holds fresh, else the store.
    package static let standard = KVReadDirective()
}

/// The answer to a read, with an honest account of where it came from.
package struct KVReading: Hashable, Sendable {
    package var entry: KVEntry?
    package var origin: KVReadOrigin

    package init(entry: KVEntry?, origin: KVReadOrigin) {
        self.entry = entry
        self.origin = origin
    }
}

/// Where an answer came from; what `Cache-Status` (RFC 9211) tells.
package enum KVReadOrigin: Hashable, Sendable {
    /// The store itself; there is no cache in between.
    case store
    /// The cache. Age since the store was asked and remaining freshness, in nanoseconds.
    case cacheHit(age: Int64, remaining: Int64)
    /// The cache, past its freshness, because the store could not be asked.
    case cacheStale(age: Int64)
    /// The store, because the cache had nothing, or nothing fresh enough.
    case cacheMiss(KVCacheMiss)
    /// Nowhere: a cached answer was demanded and there is none.
    case notCached
}

/// How a read that the cache could not answer went.
package struct KVCacheMiss: Hashable, Sendable {
    /// Why the store was asked.
    package enum Cause: Hashable, Sendable {
        /// Nothing was cached.
        case absent
        /// What was cached had outlived its freshness.
        case stale
        /// The caller's directive forbade the cached answer.
        case requested
        /// The cache is turned off.
        case bypass
    }

    package var cause: Cause
    /// Whether this read waited for a load that another read had begun.
    package var collapsed: Bool
    /// Whether the answer was put into the cache.
    package var stored: Bool

    package init(cause: Cause, collapsed: Bool, stored: Bool) {
        self.cause = cause
        self.collapsed = collapsed
        self.stored = stored
    }
}
