import HTTPServer
import KeyValueStore

/// The field as the fast way writes it: from texts that are there already.
extension CacheStatus {
    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// What an answer says that the cache had.
    static func account(ofHit cached: CachedEntry, atNanoseconds now: Int64) -> CacheAccount {
        .hit(
            status: "userkv-lru; hit; ttl=",
            detail: cached.isAbsence ? "; detail=negative" : "",
            age: max(0, now - cached.loadedAtNanoseconds) / nanosecondsPerSecond,
            timeToLive: max(0, cached.freshUntilNanoseconds - now) / nanosecondsPerSecond
        )
    }

    /// What an answer says for which the store was asked.
    static func account(of miss: KVCacheMiss) -> CacheAccount {
        switch (miss.cause, miss.stored) {
        case (.absent, true): .miss(status: "userkv-lru; fwd=uri-miss; stored")
        case (.absent, false): .miss(status: "userkv-lru; fwd=uri-miss")
        case (.stale, true): .miss(status: "userkv-lru; fwd=stale; stored")
        case (.stale, false): .miss(status: "userkv-lru; fwd=stale")
        case (.requested, true): .miss(status: "userkv-lru; fwd=request; stored")
        case (.requested, false): .miss(status: "userkv-lru; fwd=request")
        case (.bypass, _): .miss(status: "userkv-lru; fwd=bypass")
        }
    }
}
