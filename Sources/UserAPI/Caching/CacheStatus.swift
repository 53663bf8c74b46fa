package import KeyValueStore

/// The `Cache-Status` field (RFC 9211): what the cache in front of the store did for an answer.
package enum CacheStatus {
    /// The name of the cache in the field.
    package static let cacheName: StaticString = "userkv-lru"
    /// What a write says: it went past the cache because of its method.
    package static let write = "\(cacheName); fwd=method"

    /// What a read that the cache does not serve says.
    package static let bypass = "\(cacheName); fwd=bypass"

    private static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// The fields that tell where the answer to a read came from.
    package static func fields(_ origin: KVReadOrigin, isNegative: Bool) -> [(name: String, value: String)] {
        let detail = isNegative ? "; detail=negative" : ""
        switch origin {
        case .store:
            return [("Cache-Status", bypass)]
        case .cacheHit(let age, let remaining):
            return [
                ("Cache-Status", "\(cacheName); hit; ttl=\(remaining / nanosecondsPerSecond)\(detail)"),
                ("Age", "\(age / nanosecondsPerSecond)"),
            ]
        case .cacheStale(let age):
            return [
                ("Cache-Status", "\(cacheName); hit; ttl=-1; detail=stale"),
                ("Age", "\(age / nanosecondsPerSecond)"),
            ]
        case .cacheMiss(let miss):
            return [("Cache-Status", "\(cacheName); fwd=\(reason(miss.cause))\(flags(miss))")]
        case .notCached:
            // Nothing was forwarded, so there is no reason for it to tell (RFC 9211 section 2.2).
            return [("Cache-Status", "\(cacheName); detail=only-if-cached")]
        }
    }

    private static func reason(_ cause: KVCacheMiss.Cause) -> String {
        switch cause {
        case .absent: "uri-miss"
        case .stale: "stale"
        case .requested: "request"
        case .bypass: "bypass"
        }
    }

    private static func flags(_ miss: KVCacheMiss) -> String {
        (miss.stored ? "; stored" : "") + (miss.collapsed ? "; collapsed" : "")
    }
}
