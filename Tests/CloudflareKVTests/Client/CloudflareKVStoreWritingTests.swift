import HTTPClient
import JSON
import KeyValueStore
import Synchronization
import Testing

@testable import CloudflareKV

@Suite(.timeLimit(.minutes(1)))
struct CloudflareKVStoreWritingTests {
    @Test
    func aWriteIsSeenAlthoughTheAPIStillShowsTheOld() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("key", "old")
        fixture.api.seed("gone", "old")
        fixture.api.freeze()
        try await fixture.put("key", "new")
        _ = try await fixture.store.delete(KVDelete(key: fixture.key("gone")))
        #expect(try await fixture.text("key") == "new")
        #expect(try await fixture.text("gone") == nil)
        #expect(try await fixture.store.list(KVListQuery()).items.map(\.key.name) == ["key"])
        #expect(try await fixture.put("gone", "again", .absent) != .conditionFailed(current: nil))
        // After the window the API is believed again.
        fixture.time.advance(seconds: 61)
        #expect(try await fixture.text("key") == "old")
    }

    @Test
    func anUpdateNeverBuildsOnAnOlderVersionThanTheAcknowledgedOne() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("key", "0")
        fixture.api.freeze()
        for number in 1...5 {
            let entry = try #require(try await fixture.store.get(fixture.key("key")))
            #expect(String(decoding: entry.value, as: UTF8.self) == "\(number - 1)")
            guard case .written = try await fixture.put("key", "\(number)", .version(entry.version)) else {
                Issue.record("the version just read must hold")
                return
            }
        }
        #expect(fixture.stored("key") == "5")
    }

    @Test
    func writesOfOneKeyThatComeTogetherAreOneAndAllAreAnswered() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        let outcomes = try await withThrowingTaskGroup(of: KVWriteOutcome.self) { group in
            for number in 0..<100 { group.addTask { try await fixture.put("key", "\(number)") } }
            while !Task.isCancelled, fixture.store.coalescer.withState({ $0.writes.waiterCount }) < 100 {
                await Task.yield()
            }
            turnstile.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { if case .written = $0 { true } else { false } })
        #expect(Set(outcomes).count == 100)
        #expect(fixture.api.requestCount == 2)
        #expect(try await fixture.text("key") == fixture.stored("key"))
    }

    @Test
    func unsuccessfulKeysAreTriedAgainAndReportedToTheirCallersAlone() async throws {
        let fixture = CloudflareKVStoreFixture()
        for _ in 0..<4 { fixture.api.fail(.unsuccessful(["bad"])) }
        fixture.api.fail(.unsuccessful([]))
        let writes = ["good", "bad", "fine"].map { KVWrite(key: fixture.key($0), value: [1]) }
        let results = await fixture.store.putMany(writes)
        let failure = KVError.unavailable(
            reason: "the API could not apply the write",
            retryAfter: .seconds(1)
        )
        #expect(results[1] == .failure(failure))
        for index in [0, 2] {
            guard case .success(.written) = results[index] else {
                Issue.record("the others are written")
                return
            }
        }
        #expect(fixture.api.requestCount == 4)
        #expect(fixture.stored("bad") == nil)
        // And the key is not stuck.
        try await fixture.put("bad", "now")
        #expect(fixture.stored("bad") == "now")
    }

    @Test
    func aKeyThatWasUnsuccessfulWaitsItsSecondBeforeTheNextTry() async throws {
        let fixture = CloudflareKVStoreFixture { $0.writeInterval = .seconds(1) }
        fixture.api.fail(.unsuccessful(["key"]), .unsuccessful(["key"]))
        let begun = fixture.time.monotonicNanoseconds()
        try await fixture.put("key", "value")
        #expect(fixture.stored("key") == "value")
        #expect(fixture.api.requestCount == 3)
        #expect(fixture.time.monotonicNanoseconds() - begun >= 2_000_000_000)
    }

    @Test
    func onePairThatIsNotAcceptedDoesNotTakeOthersWithIt() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.state.withLock { $0.poison = ["key-37"] }
        let writes = (0..<100).map { KVWrite(key: fixture.key("key-\($0)"), value: [1]) }
        let results = await fixture.store.putMany(writes)
        let failed = results.indices.filter { if case .failure = results[$0] { true } else { false } }
        #expect(failed == [37])
        #expect(results[37] == .failure(.rejected(reason: "the API answered 400, code 10012")))
        #expect(fixture.api.requestCount < 20)
    }

    @Test
    func aLostAnswerIsTriedAgain() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.fail(.loseAnswer)
        try await fixture.put("key", "value")
        #expect(fixture.api.requestCount == 2)
    }

    @Test(arguments: [
        (FakeKVAPITransport.Fault.loseAnswer, KVError.outcomeUnknown(reason: "the time limit passed")),
        (.error(.connectionLost), .outcomeUnknown(reason: "the connection was lost")),
        (.status(500, code: 0, headers: []), .outcomeUnknown(reason: "the API answered 500")),
        (
            .status(200, code: 0, headers: []),
            .outcomeUnknown(reason: "the API's answer could not be understood")
        ),
        (
            .error(.notSent(.nameNotResolved)),
            .unavailable(reason: "the host's name could not be resolved", retryAfter: .seconds(1))
        ),
    ])
    func onlyAWriteThatMayHaveHappenedIsOfUnknownOutcome(fault: FakeKVAPITransport.Fault, error: KVError)
        async throws
    {
        let fixture = CloudflareKVStoreFixture()
        for _ in 0..<4 { fixture.api.fail(fault) }
        await #expect(throws: error) { _ = try await fixture.put("key", "value") }
        #expect(fixture.api.requestCount == 4)
    }

    @Test(arguments: [
        #"{"successful_key_count":0,"unsuccessful_keys":[]}"#, #"{"successful_key_count":0}"#,
        #"{"successful_key_count":2,"unsuccessful_keys":[]}"#, #"{"unsuccessful_keys":[7]}"#,
        #"{"unsuccessful_keys":[null]}"#, #"{"unsuccessful_keys":["another"]}"#,
        #"{"unsuccessful_keys":"key"}"#,
        #"{"successful_key_count":1,"unsuccessful_keys":["key"]}"#, #"{"successful_key_count":"1"}"#, "[]",
        "7",
    ])
    func anAnswerThatDoesNotAccountForEveryKeyAcknowledgesNone(result: String) async throws {
        let fixture = CloudflareKVStoreFixture()
        for _ in 0..<4 { fixture.api.fail(.result(result)) }
        let unknown = KVError.outcomeUnknown(reason: "the API's answer could not be understood")
        await #expect(throws: unknown) { try await fixture.put("key", "value") }
    }

    @Test(arguments: [
        "null", "{}", #"{"successful_key_count":1}"#, #"{"successful_key_count":1,"unsuccessful_keys":null}"#,
        #"{"unsuccessful_keys":[]}"#,
    ])
    func anAnswerThatNamesNoFailureAcknowledges(result: String) async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.fail(.result(result))
        try await fixture.put("key", "value")
        #expect(fixture.api.requestCount == 1)
    }

    @Test
    func anEarlierTryThatMayHaveHappenedIsNotForgotten() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.fail(.loseAnswer, .status(401, code: 10000, headers: []))
        let unknown = KVError.outcomeUnknown(reason: "an earlier try may have happened")
        await #expect(throws: unknown) { _ = try await fixture.put("key", "value") }
    }

    @Test
    func anOlderWriteNeverLandsAfterANewerOne() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        fixture.api.fail(.error(.timedOut(maySent: true)), .error(.connectionLost))
        async let older = fixture.put("key", "older")
        await turnstile.waitForArrivals(1)
        async let newer = fixture.put("key", "newer")
        while !Task.isCancelled, fixture.store.coalescer.withState({ $0.writes.waiterCount }) < 2 {
            await Task.yield()
        }
        turnstile.open()
        _ = try await (older, newer)
        let values = fixture.api.state.withLock {
            $0.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        }
        let firstNewer = try #require(values.firstIndex { $0.contains("newer") })
        #expect(values[firstNewer...].allSatisfy { !$0.contains("older") })
        #expect(fixture.stored("key") == "newer")
    }

    @Test
    func aWriteWhoseConditionBuildsOnAFailedOneFailsToo() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile) { $0.attemptsMaximum = 1 }
        fixture.api.fail(.status(400, code: 10001, headers: []))
        async let removal = fixture.store.deleteMany([KVDelete(key: fixture.key("key"))])
        await turnstile.waitForArrivals(1)
        async let creation = fixture.store.putMany([
            KVWrite(key: fixture.key("key"), value: [1], condition: .absent)
        ])
        while !Task.isCancelled, fixture.store.coalescer.withState({ $0.writes.waiterCount }) < 2 {
            await Task.yield()
        }
        turnstile.open()
        #expect(await removal == [.failure(.rejected(reason: "the API answered 400, code 10001"))])
        let reason = "the write it builds on came to nothing"
        #expect(await creation == [.failure(.unavailable(reason: reason, retryAfter: nil))])
        #expect(fixture.stored("key") == nil)
    }

    @Test
    func aConditionThatFailsAgainstAWriteOnItsWayWaitsForIt() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile) { $0.attemptsMaximum = 1 }
        fixture.api.fail(.status(400, code: 10001, headers: []))
        async let first = fixture.store.putMany([KVWrite(key: fixture.key("key"), value: [1])])
        await turnstile.waitForArrivals(1)
        async let second = fixture.put("key", "second", .absent)
        while fixture.store.coalescer.withState({
            $0.writes.newest(fixture.key("key"))?.watchers.isEmpty ?? true
        }) {
            await Task.yield()
        }
        turnstile.open()
        guard case .failure = await first[0], case .written = try await second else {
            Issue.record("the first fails, so there is nothing in the second one's way")
            return
        }
        #expect(fixture.stored("key") == "second")
    }

    @Test
    func aWriteWithoutAnswerIsOfUnknownOutcomeAtItsDeadline() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        let sent = Task { await fixture.store.putMany([KVWrite(key: fixture.key("key"), value: [1])]) }
        await turnstile.waitForArrivals(1)
        let queued = Task { await fixture.store.putMany([KVWrite(key: fixture.key("key"), value: [2])]) }
        while !Task.isCancelled, fixture.store.coalescer.withState({ $0.writes.waiterCount }) < 2 {
            await Task.yield()
        }
        fixture.time.advance(seconds: 1001)
        #expect(await sent.value == [.failure(.outcomeUnknown(reason: "no answer came in time"))])
        guard case .failure(.unavailable) = await queued.value[0] else {
            Issue.record("what was never sent did not happen")
            return
        }
        turnstile.open()
        while !Task.isCancelled, fixture.store.coalescer.withState({ $0.writes.waiterCount }) > 0 {
            await Task.yield()
        }
        // It was acknowledged after all, and so it is seen.
        #expect(try await fixture.store.get(fixture.key("key"))?.value == [1])
    }

    @Test
    func whatCannotBeRememberedIsRefused() async throws {
        let fixture = CloudflareKVStoreFixture { $0.writeMemoryBytesMaximum = 2000 }
        try await fixture.put("a", String(repeating: "x", count: 1000))
        do throws(KVError) {
            try await fixture.put("b", String(repeating: "x", count: 1000))
            Issue.record("there is no room")
        } catch {
            guard case .overloaded(let retryAfter) = error else { throw error }
            #expect(retryAfter <= .seconds(60) && retryAfter > .seconds(50))
        }
        // A write in place of an earlier one still finds room for both, and later there is room again.
        fixture.time.advance(seconds: 61)
        try await fixture.put("b", String(repeating: "x", count: 1000))
        #expect(fixture.stored("b")?.count == 1000)
    }

    @Test
    func anExpirationTooNearForTheAPIIsSentLaterAndHiddenInTime() async throws {
        let fixture = CloudflareKVStoreFixture()
        let now = fixture.time.wallMilliseconds() / 1000
        _ = try await fixture.store.put(KVWrite(key: fixture.key("key"), value: [1], expiration: now + 10))
        let sent = fixture.api.state.withLock { $0.entries[Array("key".utf8)]?.expiration }
        #expect(sent.map { $0 >= now + 60 } == true)
        #expect(try await fixture.store.get(fixture.key("key"))?.expiration == now + 10)
        fixture.time.advance(seconds: 11)
        #expect(try await fixture.store.get(fixture.key("key")) == nil)
    }

    @Test
    func metadataThatIsNoJSONIsRefusedBeforeSending() async throws {
        let fixture = CloudflareKVStoreFixture()
        let write = KVWrite(key: fixture.key("key"), value: [1], metadata: Array("{".utf8))
        let error = KVError.rejected(reason: "the metadata is not JSON")
        #expect(await fixture.store.putMany([write]) == [.failure(error)])
        #expect(fixture.api.requestCount == 0)
    }
}
