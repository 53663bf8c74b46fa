import KeyValueStore
import Testing

@testable import CloudflareKV

/// What the store tells of itself to whoever watches the service.
@Suite(.timeLimit(.minutes(1)))
struct CloudflareKVStoreMeasuresTests {
    private func values(_ store: CloudflareKVStore) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: store.measures.map { ($0.name, $0.value) })
    }

    @Test
    func requestsAreCountedWithTheirKeysAndTheirTroubles() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.seed("a", "1")
        _ = try await fixture.store.getMany([fixture.key("a"), fixture.key("b")])
        try await fixture.put("c", "2")
        var values = values(fixture.store)
        #expect(values["cloudflare_requests_total"] == 2)
        #expect(values["cloudflare_keys_read_total"] == 2)
        #expect(values["cloudflare_keys_written_total"] == 1)
        #expect(values["cloudflare_remembered_writes"] == 1)
        #expect(values["cloudflare_throttled_total"] == 0)
        // Each is tried again, and succeeds then.
        fixture.api.fail(.status(503, code: 0, headers: []))
        #expect(try await fixture.text("a") == "1")
        fixture.api.fail(.status(429, code: 10001, headers: [("Retry-After", "1")]))
        #expect(try await fixture.text("a") == "1")
        values = self.values(fixture.store)
        #expect(values["cloudflare_requests_total"] == 6)
        #expect(values["cloudflare_keys_read_total"] == 6)
        #expect(values["cloudflare_failures_total"] == 1)
        #expect(values["cloudflare_throttled_total"] == 1)
        for gauge in [
            "requests_in_flight", "waiting_reads", "waiting_writes", "waiting_requests", "keys_failed_total",
            "unavailable",
        ] {
            #expect(values["cloudflare_\(gauge)"] == 0, "\(gauge)")
        }
    }

    @Test
    func waitingCallsAndRequestsAreToldWhileTheyWait() async throws {
        let turnstile = Turnstile()
        let fixture = CloudflareKVStoreFixture(heldBackBy: turnstile)
        async let read = fixture.text("a")
        await turnstile.waitForArrivals(1)
        #expect(values(fixture.store)["cloudflare_requests_in_flight"] == 1)
        #expect(values(fixture.store)["cloudflare_waiting_reads"] == 1)
        turnstile.open()
        #expect(try await read == nil)
        #expect(values(fixture.store)["cloudflare_waiting_reads"] == 0)
    }

    @Test
    func keysThatTheAPICouldNotWriteAreCounted() async throws {
        let fixture = CloudflareKVStoreFixture()
        fixture.api.fail(.unsuccessful(["a"]))
        try await fixture.put("a", "1")
        let values = values(fixture.store)
        #expect(values["cloudflare_keys_failed_total"] == 1)
        #expect(values["cloudflare_keys_written_total"] == 2)
        #expect(values["cloudflare_failures_total"] == 0)
    }

    @Test
    func theAPIIsUnavailableUntilItAnswersAgain() async throws {
        let fixture = CloudflareKVStoreFixture { $0.attemptsMaximum = 1 }
        for _ in 0..<CircuitBreaker.failuresToOpen {
            #expect(values(fixture.store)["cloudflare_unavailable"] == 0)
            fixture.api.fail(.status(502, code: 0, headers: []))
            await #expect(throws: KVError.self) { _ = try await fixture.text("a") }
        }
        #expect(values(fixture.store)["cloudflare_unavailable"] == 1)
        // Nobody has asked since it may be asked again.
        fixture.time.advance(nanoseconds: CircuitBreaker.longestPauseNanoseconds)
        #expect(values(fixture.store)["cloudflare_unavailable"] == 1)
        #expect(try await fixture.text("a") == nil)
        #expect(values(fixture.store)["cloudflare_unavailable"] == 0)
    }
}
