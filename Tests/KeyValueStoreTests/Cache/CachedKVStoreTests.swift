import KeyValueStore
import KeyValueStoreTesting
import Testing

/// What a cached store answers, and how it accounts for it.
struct CachedKVStoreTests {
    private let second = CachedKVStoreFixture.second

    @Test func theSecondReadComesFromTheCacheAndTellsItsAge() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        #expect(try await fixture.read("a").origin == .miss(.absent))
        fixture.clock.advance(seconds: 30)
        let reading = try await fixture.read("a")
        #expect(reading.origin == .cacheHit(age: 30 * second, remaining: 70 * second))
        #expect(reading.entry?.value == Array("1".utf8))
        #expect(fixture.store.reads.count == 1)
    }

    @Test func afterItsTimeToLiveAnEntryIsAskedForAgain() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        try await fixture.putBehind("a", "2")
        fixture.clock.advance(milliseconds: 99_999)
        #expect(try await fixture.value("a") == "1")
        fixture.clock.advance(milliseconds: 1)
        let reading = try await fixture.read("a")
        #expect(reading.origin == .miss(.stale))
        #expect(reading.entry?.value == Array("2".utf8))
        #expect(fixture.cached.statistics.expired == 1)
    }

    @Test func absenceIsCachedForItsOwnTime() async throws {
        let fixture = CachedKVStoreFixture()
        #expect(try await fixture.read("a").origin == .miss(.absent))
        let reading = try await fixture.read("a")
        #expect(reading.origin == .cacheHit(age: 0, remaining: 10 * second))
        #expect(reading.entry == nil)
        #expect(fixture.hit("a")?.isAbsence == true)
        fixture.clock.advance(seconds: 10)
        #expect(fixture.hit("a") == nil)
        #expect(try await fixture.read("a").origin == .miss(.stale))
        #expect(fixture.cached.statistics.negativeHits == 2)
        #expect(fixture.cached.statistics.hits == 0)
    }

    @Test func absenceIsNotCachedWithoutATimeForIt() async throws {
        let fixture = CachedKVStoreFixture(negativeTimeToLiveSeconds: 0)
        #expect(try await fixture.read("a").origin == .miss(.absent, stored: false))
        _ = try await fixture.cached.delete(KVDelete(key: fixture.key("a")))
        #expect(fixture.cached.statistics.entries == 0)
    }

    @Test func anEntryIsNeverGivenBeyondItsExpiration() async throws {
        let fixture = CachedKVStoreFixture(timeToLiveSeconds: 1_000_000, staleLimitSeconds: 1_000_000)
        let expiration = fixture.clock.wallMilliseconds() / 1000 + 60
        try await fixture.putBehind("loaded", "1", expiration: expiration)
        #expect(try await fixture.value("loaded") == "1")
        _ = try await fixture.cached.put(fixture.write("written", "1", expiration: expiration))
        for name in ["loaded", "written"] { #expect(fixture.hit(name) != nil) }
        fixture.clock.advance(milliseconds: 59_998)
        for name in ["loaded", "written"] { #expect(fixture.hit(name) != nil) }
        fixture.clock.advance(milliseconds: 2)
        for name in ["loaded", "written"] { #expect(fixture.hit(name) == nil) }
        #expect(try await fixture.value("loaded") == nil)
        // Also not while the store is away.
        fixture.store.failReads(.timedOut)
        await #expect(throws: KVError.timedOut) { try await fixture.value("written") }
    }

    @Test func anExpirationInThePastOrFarAheadIsNoTrouble() async throws {
        let fixture = CachedKVStoreFixture()
        for expiration in [Int64.min, 0, 1, Int64.max] {
            _ = try await fixture.cached.put(fixture.write("a", "1", expiration: expiration))
            let expected = expiration == .max ? "1" : nil
            #expect(try await fixture.value("a") == expected)
        }
    }

    @Test func noCacheAsksTheStoreAndRefreshesTheCache() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        try await fixture.putBehind("a", "2")
        let reading = try await fixture.read("a", KVReadDirective(bypassesCache: true))
        #expect(reading.origin == .miss(.requested))
        #expect(reading.entry?.value == Array("2".utf8))
        #expect(fixture.hit("a")?.entry?.value == Array("2".utf8))
    }

    @Test func onlyIfCachedNeverAsksTheStore() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        let directive = KVReadDirective(onlyIfCached: true)
        #expect(try await fixture.read("a", directive) == KVReading(entry: nil, origin: .notCached))
        _ = try await fixture.read("a")
        #expect(try await fixture.value("a", directive) == "1")
        fixture.clock.advance(seconds: 100)
        #expect(try await fixture.read("a", directive).origin == .notCached)
        #expect(fixture.store.reads.count == 1)
    }

    @Test func aMaximumAgeRefusesWhatIsOlder() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        fixture.clock.advance(seconds: 5)
        let five = try await fixture.read("a", KVReadDirective(maximumAgeNanoseconds: 5 * second))
        #expect(five.origin == .cacheHit(age: 5 * second, remaining: 95 * second))
        let four = try await fixture.read("a", KVReadDirective(maximumAgeNanoseconds: 4 * second))
        #expect(four.origin == .miss(.requested))
        #expect(fixture.store.reads.count == 2)
    }

    @Test(arguments: [(0, 100), (1 << 20, 0)] as [(Int, Int64)])
    func turnedOffTheCachePassesEverythingThrough(capacityBytes: Int, seconds: Int64) async throws {
        let fixture = CachedKVStoreFixture(capacityBytes: capacityBytes, timeToLiveSeconds: seconds)
        _ = try await fixture.cached.put(fixture.write("a", "1"))
        for _ in 0..<2 {
            let reading = try await fixture.read("a")
            #expect(reading.origin == .miss(.bypass, stored: false))
            #expect(reading.entry?.value == Array("1".utf8))
        }
        #expect(fixture.hit("a") == nil)
        #expect(try await fixture.read("a", KVReadDirective(onlyIfCached: true)).origin == .notCached)
        _ = try await fixture.cached.delete(KVDelete(key: fixture.key("a")))
        #expect(try await fixture.cached.getMany([fixture.key("a")]) == [nil])
    }

    @Test func theAttachmentIsMadeOnceForEachCachedEntry() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("loaded", "x")
        _ = try await fixture.read("loaded")
        _ = try await fixture.cached.put(fixture.write("written", "yy"))
        #expect(fixture.hit("loaded")?.attachment == Array("x!".utf8))
        #expect(fixture.hit("written")?.attachment == Array("yy!".utf8))
        #expect(try await fixture.read("none").entry == nil)
        #expect(fixture.hit("none")?.attachment == [])
    }

    @Test func aFixedPrefixAndABorrowedNameFindAnEntry() async throws {
        let fixture = CachedKVStoreFixture()
        _ = try await fixture.cached.put(fixture.write("user:7", "1"))
        let now = fixture.clock.monotonicNanoseconds()
        let found = Array("7".utf8).withUnsafeBytes {
            fixture.cached.cached(prefix: "user:", name: $0, now: now)
        }
        #expect(found?.entry?.value == Array("1".utf8))
        let tooLong = [UInt8](repeating: 0x37, count: 100_000)
        #expect(tooLong.withUnsafeBytes { fixture.cached.cached(prefix: "user:", name: $0, now: now) } == nil)
    }

    @Test func listingsPassThroughAndInstallNothing() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        let page = try await fixture.cached.list(KVListQuery(includesEntries: true))
        #expect(page.items.map(\.key) == [fixture.key("a")])
        #expect(fixture.cached.statistics.entries == 0)
    }

    @Test func invalidatingDropsOneKeyAndRemovingAllDropsEverything() async throws {
        let fixture = CachedKVStoreFixture()
        for name in ["a", "b", "c"] { _ = try await fixture.cached.put(fixture.write(name, "1")) }
        fixture.cached.invalidate(fixture.key("a"))
        #expect(fixture.hit("a") == nil)
        #expect(fixture.hit("b") != nil)
        fixture.cached.removeAll()
        #expect(fixture.hit("b") == nil)
        #expect(fixture.cached.statistics.entries == 0)
        #expect(fixture.cached.statistics.bytes == 0)
        #expect(fixture.cached.statistics.invalidations == 3)
    }

    @Test func statisticsCountWhatHappened() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        _ = try await fixture.read("a")
        _ = fixture.hit("a")
        _ = fixture.hit("none")
        let statistics = fixture.cached.statistics
        #expect(statistics.hits == 2)
        #expect(statistics.misses == 1)
        #expect(statistics.loads == 1)
        #expect(statistics.entries == 1)
        #expect(statistics.bytes > 100)
    }
}
