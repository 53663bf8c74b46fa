import KeyValueStore
import Testing

@testable import UserAPI

struct CacheStatusTests {
    static let second: Int64 = 1_000_000_000

    private static func miss(_ cause: KVCacheMiss.Cause, collapsed: Bool = false, stored: Bool = false)
        -> KVReadOrigin
    {
        .cacheMiss(KVCacheMiss(cause: cause, collapsed: collapsed, stored: stored))
    }

    static let rows: [(origin: KVReadOrigin, isNegative: Bool, status: String, age: String?)] = [
        (.store, false, "userkv-lru; fwd=bypass", nil),
        (.cacheHit(age: 2 * second, remaining: 58 * second), false, "userkv-lru; hit; ttl=58", "2"),
        (.cacheHit(age: 0, remaining: 5 * second), true, "userkv-lru; hit; ttl=5; detail=negative", "0"),
        (.cacheStale(age: 61 * second), false, "userkv-lru; hit; ttl=-1; detail=stale", "61"),
        (miss(.absent, stored: true), false, "userkv-lru; fwd=uri-miss; stored", nil),
        (miss(.absent), true, "userkv-lru; fwd=uri-miss", nil),
        (
            miss(.absent, collapsed: true, stored: true), false,
            "userkv-lru; fwd=uri-miss; stored; collapsed", nil
        ),
        (miss(.stale, stored: true), false, "userkv-lru; fwd=stale; stored", nil),
        (miss(.requested, stored: true), false, "userkv-lru; fwd=request; stored", nil),
        (miss(.bypass), false, "userkv-lru; fwd=bypass", nil),
        (.notCached, true, "userkv-lru; detail=only-if-cached", nil),
    ]

    @Test(arguments: rows)
    func theFieldTellsWhatTheCacheDid(
        row: (origin: KVReadOrigin, isNegative: Bool, status: String, age: String?)
    ) {
        let fields = CacheStatus.fields(row.origin, isNegative: row.isNegative)
        #expect(fields.first { $0.name == "Cache-Status" }?.value == row.status)
        #expect(fields.first { $0.name == "Age" }?.value == row.age)
    }
}
