import HTTPClient
import JSON
import KeyValueStore
import Synchronization
import Testing

@testable import CloudflareKV

@Suite(.timeLimit(.minutes(1)))
struct CloudflareKVStoreReadingTests {
    @Test
    func afterTheWindowTheFirstReadSeesWhatOthersWrote() async throws {
        // Without a pause between writes no timer runs that would tidy up by chance.
        let fixture = CloudflareKVStoreFixture { $0.writeInterval = .zero }
        try await fixture.put("key", "mine")
        fixture.api.seed("key", "theirs")
        fixture.time.advance(seconds: 59)
        #expect(try await fixture.text("key") == "mine")
        fixture.time.advance(seconds: 2)
        #expect(try await fixture.text("key") == "theirs")
    }

    @Test
    func aReadSendsOneAuthorizedBulkRead() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("user:1", "hello", metadata: #"{"a": 1.0}"#, expiration: 1_900_000_000)
        let entry = try #require(try await fixture.store.get(fixture.key("user:1")))
        #expect(entry.value == Array("hello".utf8))
        #expect(entry.metadata == Array(#"{"a":1.0}"#.utf8))
        #expect(entry.expiration == 1_900_000_000)
        let request = try #require(fixture.api.state.withLock { $0.requests.first })
        let path =
            "/accounts/0123456789abcdef0123456789abcdef/storage/kv/namespaces/fedcba9876543210fedcba9876543210"
        #expect(request.url == "https://api.test/client/v4" + path + "/bulk/get")
        #expect(request.headers["authorization"] == "Bearer secret-token")
    }

    @Test
    func aThousandReadersOfOneKeyShareOneRequest() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        fixture.api.seed("key", "value")
        let found = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<1000 { group.addTask { try await fixture.text("key") } }
            while !Task.isCancelled, fixture.store.coalescer.withState({ $0.reads.waiterCount }) < 1000 {
                await Task.yield()
            }
            turnstile.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found == Array(repeating: "value", count: 1000))
        #expect(fixture.api.requestCount == 1)
    }

    @Test
    func bytesThatAreNoTextAreReadOnTheirOwn() async throws {
        let fixture = CloudflareKVStoreFixture()
        let value: [UInt8] = [0xFF, 0x00, 0x0A, 0xC8]
        fixture.api.state.withLock {
            $0.entries[Array("binary".utf8)] = .init(value: value, metadata: .bool(true))
        }
        fixture.api.seed("text", "value")
        let entries = try await fixture.store.getMany([
            fixture.key("binary"), fixture.key("text"), fixture.key("none"),
        ])
        #expect(entries.map { $0?.value } == [value, Array("value".utf8), nil])
        #expect(entries[0]?.metadata == Array("true".utf8))
        #expect(fixture.api.requestLog == ["POST get", "GET binary", "GET binary"])
        // The second time it is known.
        _ = try await fixture.store.get(fixture.key("binary"))
        #expect(fixture.api.requestCount == 5)
    }

    @Test
    func aReplacementCharacterOfTheWritersOwnComesBack() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("key", "a\u{FFFD}b")
        #expect(try await fixture.text("key") == "a\u{FFFD}b")
    }

    @Test
    func aBulkReadThatIsRefusedAsAWholeIsTakenApart() async throws {
        let fixture = CloudflareKVStoreFixture()
        for number in 0..<8 { fixture.api.seed("key-\(number)", "\(number)") }
        fixture.api.state.withLock { $0.poison = ["key-5"] }
        let entries = try await fixture.store.getMany((0..<8).map { fixture.key("key-\($0)") })
        #expect(
            entries.map { $0.map { String(decoding: $0.value, as: UTF8.self) } } == (0..<8).map { "\($0)" }
        )
    }

    @Test
    func anAPIThatRefusesEverythingIsNotAskedForever() async throws {
        let fixture = CloudflareKVStoreFixture()
        for _ in 0..<1000 { fixture.api.fail(.status(400, code: 10001, headers: [])) }
        await #expect(throws: KVError.self) {
            _ = try await fixture.store.getMany((0..<1000).map { fixture.key("\($0)") })
        }
        #expect(fixture.api.requestCount < 150)
    }

    @Test(arguments: [
        FakeKVAPITransport.Fault.status(500, code: 0, headers: []), .status(503, code: 0, headers: []),
        .error(.timedOut(maySent: true)), .error(.connectionLost), .error(.notSent(.connectionRefused)),
        .status(429, code: 971, headers: [("Retry-After", "3")]), .status(200, code: 0, headers: []),
    ])
    func passingTroubleIsTriedAgain(fault: FakeKVAPITransport.Fault) async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("key", "value")
        fixture.api.fail(fault, fault)
        #expect(try await fixture.text("key") == "value")
        #expect(fixture.api.requestCount == 3)
    }

    @Test
    func lastingTroubleIsReportedAfterAFewTries() async throws {
        let fixture = CloudflareKVStoreFixture()
        for _ in 0..<4 { fixture.api.fail(.status(502, code: 0, headers: [])) }
        let expected = KVError.unavailable(reason: "the API answered 502", retryAfter: .seconds(1))
        await #expect(throws: expected) { _ = try await fixture.text("key") }
        #expect(fixture.api.requestCount == 4)
    }

    @Test("B17 an answer of 404 is absence, one of 500 an error")
    func onlyAnAnswerOfNotFoundIsAbsence() async throws {
        let fixture = CloudflareKVStoreFixture { $0.attemptsMaximum = 1 }
        let upstream = fixture.store.upstream.client
        #expect(try await upstream.readValue(fixture.key("absent")).result.get() == nil)
        #expect(try await fixture.text("absent") == nil)
        fixture.api.fail(.status(500, code: 0, headers: []), .status(500, code: 0, headers: []))
        let failure = UpstreamFailure.transient(reason: "the API answered 500", mayHaveHappened: true)
        #expect(await upstream.readValue(fixture.key("absent")).result == .failure(failure))
        let error = KVError.unavailable(reason: "the API answered 500", retryAfter: .seconds(1))
        await #expect(throws: error) { _ = try await fixture.text("absent") }
    }

    @Test(arguments: [
        (401, 10000, KVError.rejected(reason: "the API token is not accepted")),
        (403, 10000, .rejected(reason: "the API token is not accepted")),
        (400, 9106, .rejected(reason: "the API token is not accepted")),
        (403, 10037, .rejected(reason: "the API token lacks the permission")),
        (404, 10013, .rejected(reason: "the namespace does not exist")),
        (400, 10011, .rejected(reason: "the namespace id is malformed")),
        (404, 7003, .rejected(reason: "the account id is not valid")),
        (
            429, 10048,
            .unavailable(reason: "the account's daily allowance is used up", retryAfter: .seconds(3600))
        ),
        (302, 0, .rejected(reason: "the API redirects elsewhere")),
    ])
    func troubleThatStaysIsReportedAtOnce(status: Int, code: Int, error: KVError) async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.fail(.status(status, code: code, headers: []))
        await #expect(throws: error) { _ = try await fixture.text("key") }
        #expect(fixture.api.requestCount == 1)
    }

    @Test
    func aReadWithoutAnswerEndsAtItsDeadline() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        let task = Task { () throws(KVError) in try await fixture.text("key") }
        await turnstile.waitForArrivals(1)
        fixture.time.advance(seconds: 1001)
        _ = await #expect(throws: KVError.timedOut) { try await task.value }
        turnstile.open()
    }

    @Test
    func anAPIThatIsDownIsNotAskedAndSaysSo() async throws {
        // The pause must not pass by itself.
        let fixture = CloudflareKVStoreFixture(shortWaitSeconds: 0) { $0.attemptsMaximum = 1 }
        for _ in 0..<5 {
            fixture.api.fail(.error(.notSent(.connectionRefused)))
            await #expect(throws: KVError.self) { _ = try await fixture.text("key") }
        }
        await #expect(throws: KVError.self) { try await fixture.store.checkReadiness() }
        await #expect(throws: KVError.self) { _ = try await fixture.text("key") }
        #expect(fixture.api.requestCount == 5)
        fixture.time.advance(seconds: 2)
        #expect(try await fixture.text("key") == nil)
        try await fixture.store.checkReadiness()
    }

    @Test
    func afterClosingEverythingIsRefused() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.store.close()
        await #expect(throws: KVError.closed) { _ = try await fixture.text("key") }
        await #expect(throws: KVError.closed) { _ = try await fixture.put("key", "value") }
        await #expect(throws: KVError.closed) { _ = try await fixture.store.list(KVListQuery()) }
        await #expect(throws: KVError.closed) { try await fixture.store.checkReadiness() }
        #expect(fixture.api.requestCount == 0)
    }

    @Test
    func withoutCoalescingEveryReadIsARequest() async throws {
        let fixture = CloudflareKVStoreFixture {
            $0.coalescing = false
            $0.pacing = false
        }
        fixture.api.seed("key", "value")
        let found = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { try await fixture.text("key") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found == Array(repeating: "value", count: 50))
        #expect(fixture.api.requestCount == 50)
    }
}
