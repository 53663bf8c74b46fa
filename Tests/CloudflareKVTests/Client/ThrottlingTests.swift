import HTTPClient
import KeyValueStore
import Testing

@testable import CloudflareKV

/// A 429 stands for three different troubles.
@Suite(.timeLimit(.minutes(1)))
struct ThrottlingTests {
    private func rate(_ code: Int, _ headers: HTTPClientHeaders = [:]) -> RateFeedback {
        var response = FakeKVAPITransport.failure(429, code)
        response.headers = headers
        return RateFeedback(response)
    }

    @Test
    func onlyARefusalOfRequestsAsSuchThrottlesThem() {
        #expect(rate(971).isThrottled)
        #expect(rate(10001, ["Retry-After": "3"]).isThrottled)
        #expect(rate(10001, ["Ratelimit": #""default";r=0;t=30"#]).isThrottled)
        #expect(!rate(10001, ["Ratelimit": #""default";r=7;t=30"#]).isThrottled)
        #expect(!rate(10001).isThrottled)
        #expect(!rate(10048).isThrottled)
        #expect(!rate(10048, ["Retry-After": "3600"]).isThrottled)
        #expect(!RateFeedback(FakeKVAPITransport.failure(503, 971)).isThrottled)
    }

    @Test
    func aUsedUpAllowanceStopsItsKindAndNoOther() async throws {
        let fixture = CloudflareKVStoreFixture(shortWaitSeconds: 0)
        fixture.api.seed("key", "value")
        fixture.api.fail(.status(429, code: 10048, headers: []))
        let exhausted = KVError.unavailable(
            reason: "the account's daily allowance is used up",
            retryAfter: .seconds(3600)
        )
        await #expect(throws: exhausted) { try await fixture.put("key", "new") }
        await #expect(throws: exhausted) { try await fixture.put("other", "new") }
        #expect(fixture.api.requestCount == 1)
        // Without any time passing, everything else goes on.
        #expect(try await fixture.text("key") == "value")
        #expect(try await fixture.store.list(KVListQuery()).items.count == 1)
        // And now and then it is tried again.
        fixture.time.advance(nanoseconds: DailyAllowances.pauseNanoseconds)
        try await fixture.put("key", "new")
        #expect(fixture.stored("key") == "new")
    }

    @Test
    func anAllowanceOfListingsIsOneOfItsOwn() async throws {
        let fixture = CloudflareKVStoreFixture(shortWaitSeconds: 0)
        fixture.api.fail(.status(429, code: 10048, headers: []))
        for _ in 0..<3 {
            await #expect(throws: KVError.self) { _ = try await fixture.store.list(KVListQuery()) }
        }
        #expect(fixture.api.requestCount == 1)
        try await fixture.put("key", "value")
    }

    @Test
    func aKeyThatIsWrittenTooOftenHoldsUpNobodyElse() throws {
        var state = CoalescerState.forTests()
        let second: Int64 = 1_000_000_000
        func put(_ name: String, _ call: UInt64, _ now: Int64) {
            let entry = KVEntry(value: [1], version: KVVersion(1))
            let key = KVKey(unchecked: Array(name.utf8))
            let submission = WriteSubmission(key: key, change: .put(entry), condition: .any)
            let slot = CallSlot(call: call, index: 0)
            #expect(state.submit(submission, slot, wallMilliseconds: 0, now: now) == nil)
        }
        func sent(_ now: Int64) -> [UpstreamBatch] {
            _ = state.step(now: now)
            return state.takeActions().compactMap { if case .send(let batch) = $0 { batch } else { nil } }
        }
        put("hot", 1, 0)
        let batch = try #require(sent(0).first)
        state.complete(batch, .write(.failure(.keysThrottled)), rate: RateFeedback(), now: 1)
        put("cold", 2, 1)
        #expect(sent(1).map(\.count) == [1])
        #expect(state.breaker.closedUntil == nil)
        #expect(sent(second).isEmpty)
        #expect(sent(2 * second).map(\.count) == [1])
    }
}
