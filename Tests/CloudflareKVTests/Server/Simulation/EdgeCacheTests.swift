import KeyValueStore
import Testing

@testable import CloudflareKV

struct EdgeCacheTests {
    private func address(_ name: String) throws -> SimulatedAddress {
        SimulatedAddress(namespaceID: "n", key: try KVKey(name))
    }

    private func entry(_ bytes: Int) -> KVEntry {
        KVEntry(value: [UInt8](repeating: 0, count: bytes), version: KVVersion(1))
    }

    @Test func remembersPresenceAndAbsenceForItsTime() throws {
        var cache = EdgeCache(lifetime: 60, bytesMaximum: 10_000)
        cache.remember(try address("a"), entry(1), at: 100)
        cache.remember(try address("b"), nil, at: 100)
        #expect(cache.entry(try address("a"), at: 159) == .some(.some(entry(1))))
        #expect(cache.entry(try address("b"), at: 159) == .some(.none))
        #expect(cache.entry(try address("a"), at: 160) == .none)
        #expect(cache.entry(try address("b"), at: 160) == .none)
        #expect(cache.entry(try address("c"), at: 100) == .none)
    }

    @Test func forgetsTheOldestFirstWhenThereIsNoRoom() throws {
        var cache = EdgeCache(lifetime: 60, bytesMaximum: 3000)
        for name in ["a", "b"] { cache.remember(try address(name), entry(1000), at: 0) }
        cache.remember(try address("a"), entry(1000), at: 1)
        cache.remember(try address("c"), entry(1000), at: 2)
        #expect(cache.entry(try address("b"), at: 3) == .none)
        #expect(cache.entry(try address("a"), at: 3) != .none)
        #expect(cache.entry(try address("c"), at: 3) != .none)
    }

    @Test func keepsItsBoundHoweverMuchPassesThrough() throws {
        var cache = EdgeCache(lifetime: 60, bytesMaximum: 10_000)
        for number in 0..<10_000 { cache.remember(try address("k\(number % 100)"), entry(100), at: 0) }
        let held = try (0..<100).count { cache.entry(try address("k\($0)"), at: 1) != .none }
        #expect((25...40).contains(held))
    }
}
