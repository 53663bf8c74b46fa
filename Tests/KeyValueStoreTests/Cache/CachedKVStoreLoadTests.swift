import KeyValueStore
import KeyValueStoreTesting
import Testing

/// Many readers at once, loads that fail, and many keys in one call.
struct CachedKVStoreLoadTests {
    @Test func aThousandReadersOfOneColdKeyAskTheStoreOnce() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        fixture.store.close(reads: true)
        let origins = try await withThrowingTaskGroup(of: KVReading.self) { group in
            for _ in 0..<1000 { group.addTask { try await fixture.read("a") } }
            await fixture.waitUntil(callsAtGates: 1)
            // Everybody else has to have joined before the one load may end.
            await fixture.waitUntil(collapsed: 999)
            fixture.store.open()
            var origins: [KVReadOrigin] = []
            for try await reading in group {
                #expect(reading.entry?.value == Array("1".utf8))
                origins.append(reading.origin)
            }
            return origins
        }
        #expect(origins.count { $0 == .miss(.absent) } == 1)
        #expect(origins.count { $0 == .miss(.absent, collapsed: true) } == 999)
        #expect(fixture.store.reads.count == 1)
        #expect(fixture.cached.statistics.loads == 1)
    }

    @Test func aFailingLoadFailsAllWhoWaitAndIsNotCached() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        fixture.store.failReads(.corrupt(reason: "test"))
        fixture.store.close(reads: true)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do { _ = try await fixture.read("a") } catch { return true }
                    return false
                }
            }
            await fixture.waitUntil(collapsed: 19)
            fixture.store.open()
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 20)
        #expect(fixture.store.reads.count == 1)
        fixture.store.failReads(nil)
        #expect(try await fixture.value("a") == "1")
    }

    @Test func aCancelledLoadIsTakenOverByWhoWaits() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        fixture.store.failReads(.timedOut)
        fixture.store.close(reads: true)
        let leader = Task { try await fixture.read("a") }
        await fixture.waitUntil(callsAtGates: 1)
        let follower = Task { try await fixture.value("a") }
        let many = Task { try await fixture.cached.getMany([fixture.key("a")]) }
        await fixture.waitUntil(collapsed: 2)
        leader.cancel()
        fixture.store.open()
        await #expect(throws: KVError.timedOut) { try await leader.value }
        // The store gives this error to everybody; what counts is that it was asked again.
        await #expect(throws: KVError.timedOut) { try await follower.value }
        await #expect(throws: KVError.timedOut) { try await many.value }
        #expect(fixture.store.reads.count > 1)
    }

    @Test func noCacheDoesNotJoinALoadThatBeganBefore() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        fixture.store.close(reads: true)
        async let first = fixture.value("a")
        await fixture.waitUntil(callsAtGates: 1)
        try await fixture.putBehind("a", "2")
        async let second = fixture.value("a", KVReadDirective(bypassesCache: true))
        await fixture.waitUntil(callsAtGates: 2)
        async let third = fixture.value("a")
        await fixture.waitUntil(collapsed: 1)
        fixture.store.open()
        #expect(try await first == "1")
        #expect(try await second == "2")
        #expect(try await third == "2")
        #expect(fixture.hit("a")?.entry?.value == Array("2".utf8))
    }

    @Test func noStoreIsAnsweredAndNotKept() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        let noStore = KVReadDirective(bypassesCache: true, storesNothing: true)
        #expect(try await fixture.value("a", noStore) == "1")
        #expect(fixture.hit("a") == nil)
        fixture.store.close(reads: true)
        async let first = fixture.value("a", noStore)
        await fixture.waitUntil(callsAtGates: 1)
        async let second = fixture.value("a")
        await fixture.waitUntil(callsAtGates: 2)
        fixture.store.open()
        #expect(try await first == "1")
        #expect(try await second == "1")
        // What began before the no-store read ended may be older than what that one told.
        #expect(fixture.hit("a") == nil)
    }

    @Test func nothingOlderIsGivenAfterANoStoreReadSawAChange() async throws {
        let fixture = CachedKVStoreFixture()
        let noStore = KVReadDirective(bypassesCache: true, storesNothing: true)
        try await fixture.putBehind("a", "1")
        #expect(try await fixture.value("a") == "1")
        #expect(try await fixture.value("a", noStore) == "1")
        #expect(fixture.hit("a")?.entry?.value == Array("1".utf8))
        try await fixture.putBehind("a", "2")
        #expect(try await fixture.value("a", noStore) == "2")
        #expect(try await fixture.value("a") == "2")
    }

    @Test func aMaximumAgeJoinsOnlyALoadThatIsYoungEnough() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        fixture.store.close(reads: true)
        async let first = fixture.value("a")
        await fixture.waitUntil(callsAtGates: 1)
        fixture.clock.advance(seconds: 2)
        let second = CachedKVStoreFixture.second
        async let joining = fixture.read("a", KVReadDirective(maximumAgeNanoseconds: 2 * second))
        await fixture.waitUntil(collapsed: 1)
        async let asking = fixture.read("a", KVReadDirective(maximumAgeNanoseconds: second))
        await fixture.waitUntil(callsAtGates: 2)
        fixture.store.open()
        _ = try await first
        guard case .cacheMiss(let joined) = try await joining.origin,
            case .cacheMiss(let asked) = try await asking.origin
        else {
            Issue.record("neither was cached")
            return
        }
        #expect(joined.collapsed)
        #expect(!asked.collapsed)
    }

    @Test func manyKeysComeFromTheCacheAndTheRestInOneCall() async throws {
        let fixture = CachedKVStoreFixture()
        for name in ["a", "b", "c"] { try await fixture.putBehind(name, name) }
        _ = try await fixture.read("b")
        let names = ["a", "b", "none", "c", "a"]
        let entries = try await fixture.cached.getMany(names.map(fixture.key))
        let values = entries.map { $0.map { String(decoding: $0.value, as: UTF8.self) } }
        #expect(values == ["a", "b", nil, "c", "a"])
        #expect(fixture.store.reads.dropFirst() == [["a", "none", "c"].map(fixture.key)])
        for name in ["a", "c"] { #expect(fixture.hit(name)?.entry != nil) }
        #expect(fixture.hit("none")?.isAbsence == true)
        _ = try await fixture.cached.getMany(names.map(fixture.key))
        #expect(fixture.store.reads.count == 2)
    }

    @Test func manyKeysJoinTheLoadsOfOthers() async throws {
        let fixture = CachedKVStoreFixture()
        for name in ["a", "b", "c"] { try await fixture.putBehind(name, name) }
        fixture.store.close(reads: true)
        async let single = fixture.value("b")
        await fixture.waitUntil(callsAtGates: 1)
        async let first = fixture.cached.getMany(["a", "b"].map(fixture.key))
        await fixture.waitUntil(callsAtGates: 2)
        async let second = fixture.cached.getMany(["b", "c", "a"].map(fixture.key))
        await fixture.waitUntil(callsAtGates: 3)
        fixture.store.open()
        #expect(try await single == "b")
        #expect(try await first.compactMap { $0?.value } == ["a", "b"].map { Array($0.utf8) })
        #expect(try await second.compactMap { $0?.value } == ["b", "c", "a"].map { Array($0.utf8) })
        #expect(fixture.store.reads == [["b"], ["a"], ["c"]].map { $0.map(fixture.key) })
    }

    @Test func aFailureWhileLoadingManyKeysFailsTheCallAndCachesNothing() async throws {
        let fixture = CachedKVStoreFixture()
        for name in ["a", "b"] { try await fixture.putBehind(name, name) }
        _ = try await fixture.read("a")
        fixture.store.failReads(.timedOut)
        let keys = ["a", "b"].map(fixture.key)
        await #expect(throws: KVError.timedOut) { try await fixture.cached.getMany(keys) }
        fixture.store.failReads(nil)
        #expect(try await fixture.cached.getMany(keys).count { $0 != nil } == 2)
    }
}
