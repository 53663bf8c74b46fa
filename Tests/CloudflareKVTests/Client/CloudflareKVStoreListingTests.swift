import KeyValueStore
import Synchronization
import Testing

@testable import CloudflareKV

@Suite(.timeLimit(.minutes(1)))
struct CloudflareKVStoreListingTests {
    private func names(_ store: CloudflareKVStore, limit: Int, prefix: String = "") async throws -> [String] {
        var names: [String] = []
        var cursor: KVCursor?
        repeat {
            let query = KVListQuery(prefix: Array(prefix.utf8), limit: limit, cursor: cursor)
            let page = try await store.list(query)
            #expect(page.items.count <= limit)
            names += page.items.map(\.key.name)
            cursor = page.cursor
        } while cursor != nil
        return names
    }

    @Test(arguments: [1, 3, 7, 10, 12, 1000])
    func writesAndListingsMeetAcrossPages(limit: Int) async throws {
        let fixture = CloudflareKVStoreFixture { $0.pacing = false }
        for number in 0..<40 { fixture.api.seed("key-\(number + 10)", "old") }
        fixture.api.freeze()
        for number in [12, 25, 26, 49] {
            _ = try await fixture.store.delete(KVDelete(key: fixture.key("key-\(number)")))
        }
        for name in ["a", "key-10x", "key-30x", "key-30", "z"] { try await fixture.put(name, "new") }
        let removed = ["key-12", "key-25", "key-26", "key-49"]
        let expected = ((10..<50).map { "key-\($0)" } + ["a", "key-10x", "key-30x", "z"]).filter {
            !removed.contains($0)
        }
        #expect(try await names(fixture.store, limit: limit) == expected.sorted())
        #expect(
            try await names(fixture.store, limit: limit, prefix: "key-3")
                == expected.sorted().filter { $0.hasPrefix("key-3") }
        )
    }

    @Test(arguments: [1, 5, 9])
    func emptyPagesDoNotEndAListing(emptyPages: Int) async throws {
        let fixture = CloudflareKVStoreFixture()
        for number in 0..<5 { fixture.api.seed("key-\(number)", "value") }
        fixture.api.state.withLock { $0.emptyPages = emptyPages }
        #expect(try await names(fixture.store, limit: 1000).count == 5)
    }

    @Test
    func smallValuesComeWithTheirListing() async throws {
        let fixture = CloudflareKVStoreFixture { $0.inlineValues = .testing }
        let writes = (0..<1000).map { number in
            KVWrite(key: fixture.key("user:\(1000 + number)"), value: Array("value \(number)".utf8))
        }
        _ = await fixture.store.putMany(writes)
        let own = KVWrite(
            key: fixture.key("own"),
            value: Array("v".utf8),
            metadata: Array(#"{"t":"not the value"}"#.utf8)
        )
        _ = try await fixture.store.put(own)
        // Forget what this process wrote: everything must come from the API.
        fixture.time.advance(seconds: 100)
        let before = fixture.api.requestCount
        let query = KVListQuery(prefix: Array("user:".utf8), limit: 1000, includesEntries: true)
        let items = try await fixture.store.list(query).items
        #expect(fixture.api.requestCount == before + 1)
        #expect(items.count == 1000)
        #expect(zip(items, writes).allSatisfy { $0.entry?.value == $1.value && $0.metadata == nil })
        // The listing and a read agree on the version, and metadata of the writer's own is left alone.
        #expect(try await fixture.store.get(items[7].key) == items[7].entry)
        #expect(try await fixture.store.get(fixture.key("own"))?.metadata == own.metadata)
    }

    @Test
    func valuesTravelInMetadataUpToItsLimit() {
        func travels(_ bytes: Int) -> Bool {
            let entry = KVEntry(value: [UInt8](repeating: 0x78, count: bytes), version: KVVersion(1))
            return KVInlineValues.testing.outgoingMetadata(for: entry) != nil
        }
        let formBytes = #"{"t":""}"#.utf8.count
        #expect(travels(KVLimits.metadataBytesMaximum - formBytes))
        #expect(!travels(KVLimits.metadataBytesMaximum - formBytes + 1))
    }
}
