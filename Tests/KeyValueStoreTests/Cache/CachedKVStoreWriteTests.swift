import KeyValueStore
import KeyValueStoreTesting
import Testing

/// What writes do to the cache.
struct CachedKVStoreWriteTests {
    @Test func anAcknowledgedPutIsServedFromTheCacheWithoutALoad() async throws {
        let fixture = CachedKVStoreFixture()
        var write = fixture.write("a", "1")
        write.metadata = Array("null".utf8)
        let outcome = try await fixture.cached.put(write)
        let behind = try await fixture.store.inner.get(fixture.key("a"))
        #expect(try await fixture.read("a").entry == behind)
        #expect(outcome == .written(behind?.version ?? KVVersion(0)))
        #expect(fixture.store.reads.isEmpty)
    }

    @Test func anAcknowledgedDeleteIsAnsweredFromTheCache() async throws {
        let fixture = CachedKVStoreFixture()
        _ = try await fixture.cached.put(fixture.write("a", "1"))
        #expect(try await fixture.cached.delete(KVDelete(key: fixture.key("a"))) == .deleted)
        #expect(try await fixture.value("a") == nil)
        #expect(fixture.store.reads.isEmpty)
    }

    @Test func aCreateEndsACachedAbsence() async throws {
        let fixture = CachedKVStoreFixture()
        #expect(try await fixture.value("a") == nil)
        let write = KVWrite(key: fixture.key("a"), value: [0x31], condition: .absent)
        _ = try await fixture.cached.put(write)
        #expect(try await fixture.value("a") == "1")
    }

    @Test func aRefusedWriteLeavesNothingCached() async throws {
        let fixture = CachedKVStoreFixture()
        _ = try await fixture.cached.put(fixture.write("a", "1"))
        try await fixture.putBehind("a", "2")
        let write = KVWrite(key: fixture.key("a"), value: [0x33], condition: .absent)
        guard case .conditionFailed = try await fixture.cached.put(write) else {
            Issue.record("the key has an entry")
            return
        }
        #expect(fixture.hit("a") == nil)
        #expect(try await fixture.value("a") == "2")
        let delete = KVDelete(key: fixture.key("a"), condition: .version(KVVersion(999)))
        _ = try await fixture.cached.delete(delete)
        #expect(fixture.hit("a") == nil)
    }

    @Test func aWriteOfUnknownOutcomeLeavesNothingCached() async throws {
        let fixture = CachedKVStoreFixture()
        _ = try await fixture.cached.put(fixture.write("a", "1"))
        let error = KVError.outcomeUnknown(reason: "no answer")
        fixture.store.failWrites(error)
        await #expect(throws: error) { try await fixture.cached.put(fixture.write("a", "2")) }
        #expect(fixture.hit("a") == nil)
        #expect(try await fixture.value("a") == "2")
        await #expect(throws: error) { try await fixture.cached.delete(KVDelete(key: fixture.key("a"))) }
        #expect(fixture.hit("a") == nil)
    }

    @Test func manyWritesAreEachInstalledOnTheirOwnMerits() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("there", "0")
        let results = await fixture.cached.putMany([
            fixture.write("a", "1"),
            KVWrite(key: fixture.key("there"), value: [0x31], condition: .absent),
            // Twice in one call: the two are contested, and neither is installed.
            fixture.write("twice", "1"),
            fixture.write("twice", "2"),
        ])
        #expect(results.count == 4)
        #expect(fixture.hit("a") != nil)
        #expect(fixture.hit("there") == nil)
        #expect(fixture.hit("twice") == nil)
        #expect(try await fixture.value("twice") == "2")
        _ = await fixture.cached.deleteMany([
            KVDelete(key: fixture.key("a")), KVDelete(key: fixture.key("there")),
        ])
        #expect(fixture.hit("a")?.isAbsence == true)
        #expect(fixture.hit("there")?.isAbsence == true)
    }

    @Test func aLoadThatBeganBeforeAWriteDoesNotBringTheOldValueBack() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "old")
        fixture.store.close(reads: true)
        async let slow = fixture.read("a")
        await fixture.waitUntil(callsAtGates: 1)
        _ = try await fixture.cached.put(fixture.write("a", "new"))
        #expect(try await fixture.value("a") == "new")
        fixture.store.open()
        // Whoever asked before the write may get the old value, but nobody after it.
        #expect(try await slow.origin == .miss(.absent, stored: false))
        #expect(try await fixture.value("a") == "new")
        #expect(fixture.hit("a")?.entry?.value == Array("new".utf8))
    }

    @Test func aReaderAfterAWriteDoesNotJoinALoadFromBeforeIt() async throws {
        let fixture = CachedKVStoreFixture(negativeTimeToLiveSeconds: 0)
        try await fixture.putBehind("a", "old")
        fixture.store.close(reads: true)
        async let slow = fixture.read("a")
        await fixture.waitUntil(callsAtGates: 1)
        // Nothing is cached after the delete, so the next reader has to ask.
        _ = try await fixture.cached.delete(KVDelete(key: fixture.key("a")))
        async let later = fixture.read("a")
        await fixture.waitUntil(callsAtGates: 2)
        fixture.store.open()
        #expect(try await slow.entry != nil)
        #expect(try await later.entry == nil)
    }

    @Test func ofWritesAtTheSameTimeNoneIsInstalled() async throws {
        let fixture = CachedKVStoreFixture()
        fixture.store.close(writes: true)
        async let first = fixture.cached.put(fixture.write("a", "1"))
        await fixture.waitUntil(callsAtGates: 1)
        async let second = fixture.cached.put(fixture.write("a", "2"))
        await fixture.waitUntil(callsAtGates: 2)
        fixture.store.open()
        _ = try await (first, second)
        #expect(fixture.hit("a") == nil)
        #expect(try await fixture.value("a") == "2")
    }

    @Test func aWriteDuringAnExternalChangeIsNotInstalled() async throws {
        let fixture = CachedKVStoreFixture()
        _ = try await fixture.cached.put(fixture.write("b", "1"))
        fixture.store.close(writes: true)
        async let write = fixture.cached.put(fixture.write("a", "1"))
        await fixture.waitUntil(callsAtGates: 1)
        try await fixture.putBehind("a", "foreign")
        fixture.store.notifyExternalChange()
        fixture.store.open()
        _ = try await write
        #expect(fixture.hit("b") == nil)
        #expect(try await fixture.value("a") == "foreign")
    }

    @Test func observersBehindTheCacheAreToldToo() {
        let fixture = CachedKVStoreFixture()
        let told = Told()
        fixture.cached.observeExternalChanges { told.tell() }
        fixture.store.notifyExternalChange()
        #expect(told.count == 1)
    }
}
