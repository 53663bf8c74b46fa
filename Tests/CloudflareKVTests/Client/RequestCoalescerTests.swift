import HTTPClient
import KeyValueStore
import KeyValueStoreTesting
import Synchronization
import Testing

@testable import CloudflareKV

@Suite(.timeLimit(.minutes(1)))
struct RequestCoalescerTests {
    /// Keeps what is to be called, for the test to call.
    private final class HeldCalls: KVScheduler {
        private let bodies = Mutex<[@Sendable () -> Void]>([])

        var count: Int { bodies.withLock { $0.count } }

        func run(afterNanoseconds delay: Int64, _ body: @escaping @Sendable () -> Void) {
            bodies.withLock { $0.append(body) }
        }

        func callAll() {
            let all = bodies.withLock { bodies in
                defer { bodies = [] }
                return bodies
            }
            for body in all { body() }
        }
    }

    @Test
    func aTimerThatCallsEarlyIsSetAgain() async {
        let clock = ManualClock()
        let turnstile = Turnstile()
        let calls = HeldCalls()
        let store = CloudflareKVStore(
            configuration: .testing,
            transport: FakeKVAPITransport(clock: clock, delay: { await turnstile.wait() }),
            clock: clock,
            scheduler: calls
        )
        let read = Task { () throws(KVError) in try await store.get(KVKey(unchecked: [0x6B])) }
        await turnstile.waitForArrivals(1)
        #expect(calls.count == 1)
        calls.callAll()
        #expect(calls.count == 1)
        turnstile.open()
        _ = try? await read.value
    }

    @Test
    func whatItsCallerGaveUpIsNotTriedAgainAndSaysNothingAboutTheAPI() async {
        let fixture = CloudflareKVStoreFixture(shortWaitSeconds: 0)
        for _ in 0..<20 {
            fixture.api.fail(.error(.cancelled(maySent: true)))
            let error = KVError.unavailable(reason: "the request was cancelled", retryAfter: .seconds(1))
            await #expect(throws: error) { _ = try await fixture.store.list(KVListQuery()) }
        }
        #expect(fixture.api.requestCount == 20)
        #expect(fixture.store.coalescer.withState { $0.breaker.closedUntil } == nil)
    }
}
