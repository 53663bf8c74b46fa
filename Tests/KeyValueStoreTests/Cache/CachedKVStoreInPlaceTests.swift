import KeyValueStore
import KeyValueStoreTesting
import Testing

/// Loads that never suspend.
@Suite struct CachedKVStoreInPlaceTests {
    /// A store that answers in place as it is told.
    private final class ImmediateStore: KVStore {
        enum Manner {
            case answers
            case isBusy
            case never
        }

        let inner: InMemoryKVStore
        let manner: Manner

        init(_ inner: InMemoryKVStore, _ manner: Manner = .answers) {
            self.inner = inner
            self.manner = manner
        }

        var guarantees: KVGuarantees { inner.guarantees }
        var readsInPlace: Bool { manner != .never }

        func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? {
            guard manner == .answers else { return nil }
            return .success(key.bytes == Array("user:present".utf8) ? Self.entry : nil)
        }

        private static let entry = KVEntry(value: [1, 2, 3], version: KVVersion(1))

        func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
            try await inner.read(key, directive)
        }
        func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] { try await inner.getMany(keys) }
        func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
            await inner.putMany(writes)
        }
        func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
            await inner.deleteMany(deletes)
        }
        func list(_ query: KVListQuery) async throws(KVError) -> KVPage { try await inner.list(query) }
    }

    private let clock = ManualClock()

    private func cached(_ store: any KVStore, capacityBytes: Int = 1 << 20) -> CachedKVStore {
        let second: Int64 = 1_000_000_000
        return CachedKVStore(
            store,
            settings: CacheSettings(
                capacityBytes: capacityBytes,
                timeToLiveNanoseconds: 100 * second,
                negativeTimeToLiveNanoseconds: 10 * second
            ),
            clock: clock
        )
    }

    private func load(_ cache: CachedKVStore, _ name: String) -> CachedKVStore.Loaded? {
        Array(name.utf8).withUnsafeBytes {
            cache.loadInPlace(prefix: "user:", name: $0, now: clock.monotonicNanoseconds())
        }
    }

    private func hit(_ cache: CachedKVStore, _ name: String) -> CachedEntry? {
        Array(name.utf8).withUnsafeBytes {
            cache.cached(prefix: "user:" as StaticString, name: $0, now: clock.monotonicNanoseconds())
        }
    }

    @Test(arguments: [("present", [1, 2, 3] as [UInt8]?), ("absent", nil)])
    func whatIsLoadedIsCachedAndCounted(name: String, value: [UInt8]?) throws {
        let cache = cached(ImmediateStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)))
        let loaded = try #require(load(cache, name))
        #expect(loaded.cached.value == value)
        #expect(loaded.miss == KVCacheMiss(cause: .absent, collapsed: false, stored: true))
        #expect(hit(cache, name)?.value == value)
        #expect(load(cache, name) == nil, "what is cached is no load's business")
        #expect(cache.statistics.misses == 1 && cache.statistics.loads == 1)
    }

    @Test func aStoreThatIsBusyLeavesNothingInTheAir() async throws {
        let inner = InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)
        let cache = cached(ImmediateStore(inner, .isBusy))
        #expect(load(cache, "present") == nil)
        _ = try await cache.put(KVWrite(key: Self.key("present"), value: [7]))
        #expect(try await cache.get(Self.key("present"))?.value == [7])
    }

    @Test func aStoreThatNeverReadsInPlaceIsNotAsked() {
        let cache = cached(ImmediateStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock), .never))
        #expect(load(cache, "present") == nil)
        #expect(read(cache, "present") == nil)
        #expect(cache.statistics.misses == 0)
    }

    @Test(arguments: [("present", [1, 2, 3] as [UInt8]?), ("absent", nil)])
    func whatIsReadIsCachedAndCounted(name: String, value: [UInt8]?) throws {
        let cache = cached(ImmediateStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)))
        for _ in 0..<2 { #expect(try #require(read(cache, name)).get()?.value == value) }
        #expect(cache.statistics.misses == 1)
        #expect(cache.statistics.hits + cache.statistics.negativeHits == 1)
    }

    @Test func whatIsCachedIsReadWhateverTheStoreCanDo() async throws {
        let inner = InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)
        let cache = cached(ImmediateStore(inner, .never))
        _ = try await cache.put(KVWrite(key: Self.key("present"), value: [7]))
        #expect(try #require(read(cache, "present")).get()?.value == [7])
        #expect(cache.statistics.hits == 1 && cache.statistics.loads == 0)
    }

    private static func key(_ name: String) -> KVKey { KVKey(unchecked: Array("user:\(name)".utf8)) }

    private func read(_ cache: CachedKVStore, _ name: String) -> Result<KVEntry?, KVError>? {
        cache.readInPlace(Self.key(name), atNanoseconds: clock.monotonicNanoseconds())
    }

    @Test func withoutACacheNothingIsStored() throws {
        let cache = cached(
            ImmediateStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)),
            capacityBytes: 0
        )
        let loaded = try #require(load(cache, "present"))
        #expect(loaded.cached.value == [1, 2, 3])
        #expect(loaded.miss == KVCacheMiss(cause: .bypass, collapsed: false, stored: false))
        #expect(try #require(read(cache, "present")).get()?.value == [1, 2, 3])
    }
}
