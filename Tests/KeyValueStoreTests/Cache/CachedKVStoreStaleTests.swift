import KeyValueStore
import KeyValueStoreTesting
import Testing

/// Answers past their freshness, for when the store cannot be asked.
struct CachedKVStoreStaleTests {
    private let second = CachedKVStoreFixture.second

    static let outages: [KVError] = [
        .unavailable(reason: "test", retryAfter: nil), .timedOut, .overloaded(retryAfter: .seconds(1)),
    ]

    @Test(arguments: outages)
    func duringAnOutageAStaleEntryAnswersWithinItsLimit(outage: KVError) async throws {
        let fixture = CachedKVStoreFixture(staleLimitSeconds: 50)
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        fixture.store.failReads(outage)
        fixture.clock.advance(seconds: 149)
        let reading = try await fixture.read("a")
        #expect(reading.origin == .cacheStale(age: 149 * second))
        #expect(reading.entry?.value == Array("1".utf8))
        #expect(try await fixture.cached.getMany([fixture.key("a")]).count { $0 != nil } == 1)
        fixture.clock.advance(seconds: 1)
        await #expect(throws: outage) { try await fixture.read("a") }
        #expect(fixture.cached.statistics.stale == 2)
    }

    @Test(arguments: [
        KVError.corrupt(reason: "test"), .rejected(reason: "test"), .closed, .outcomeUnknown(reason: "test"),
    ])
    func otherErrorsAreNotHidden(error: KVError) async throws {
        let fixture = CachedKVStoreFixture(staleLimitSeconds: 50)
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        fixture.store.failReads(error)
        fixture.clock.advance(seconds: 101)
        await #expect(throws: error) { try await fixture.read("a") }
    }

    @Test func withoutALimitNothingStaleIsGiven() async throws {
        let fixture = CachedKVStoreFixture()
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        fixture.store.failReads(.timedOut)
        fixture.clock.advance(seconds: 100)
        await #expect(throws: KVError.timedOut) { try await fixture.read("a") }
    }

    @Test func whatWasInvalidatedIsNeverGivenStale() async throws {
        let fixture = CachedKVStoreFixture(staleLimitSeconds: 50)
        let keys = ["invalidated", "written", "external"]
        func fill() async throws {
            for name in keys {
                try await fixture.putBehind(name, "1")
                _ = try await fixture.read(name)
            }
        }
        try await fill()
        fixture.cached.invalidate(fixture.key("invalidated"))
        fixture.store.failWrites(.outcomeUnknown(reason: "test"))
        _ = try? await fixture.cached.put(fixture.write("written", "2"))
        fixture.store.failReads(.timedOut)
        fixture.clock.advance(seconds: 101)
        await #expect(throws: KVError.timedOut) { try await fixture.read("invalidated") }
        await #expect(throws: KVError.timedOut) { try await fixture.read("written") }
        #expect(try await fixture.value("external") == "1")
        fixture.store.notifyExternalChange()
        await #expect(throws: KVError.timedOut) { try await fixture.read("external") }
    }

    @Test func whoWantsAFreshAnswerGetsTheError() async throws {
        let fixture = CachedKVStoreFixture(staleLimitSeconds: 50)
        try await fixture.putBehind("a", "1")
        _ = try await fixture.read("a")
        fixture.store.failReads(.timedOut)
        fixture.clock.advance(seconds: 101)
        for directive in [
            KVReadDirective(bypassesCache: true), KVReadDirective(maximumAgeNanoseconds: 1000 * second),
        ] {
            await #expect(throws: KVError.timedOut) { try await fixture.read("a", directive) }
        }
    }

    @Test func absenceIsNotClaimedFromStaleKnowledge() async throws {
        let fixture = CachedKVStoreFixture(staleLimitSeconds: 50)
        #expect(try await fixture.value("a") == nil)
        fixture.store.failReads(.timedOut)
        fixture.clock.advance(seconds: 11)
        await #expect(throws: KVError.timedOut) { try await fixture.read("a") }
    }
}
