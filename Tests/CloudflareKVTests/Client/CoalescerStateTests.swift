import KeyValueStore
import Testing

@testable import CloudflareKV

/// The decisions, step by step, without tasks or time of their own.
struct CoalescerStateTests {
    private static let millisecond: Int64 = 1_000_000

    private func makeState() -> CoalescerState { .forTests() }

    private func key(_ name: String) -> KVKey { KVKey(unchecked: Array(name.utf8)) }

    private func entry(_ text: String) -> KVEntry { KVEntry(value: Array(text.utf8), version: KVVersion(1)) }

    private func slot(_ call: UInt64) -> CallSlot { CallSlot(call: call, index: 0) }

    private func step(_ state: inout CoalescerState, _ now: Int64) -> (
        sent: [UpstreamBatch], actions: [CoalescerAction]
    ) {
        _ = state.step(now: now)
        let actions = state.takeActions()
        let sent = actions.compactMap { if case .send(let batch) = $0 { batch } else { nil } }
        return (sent, actions)
    }

    private func put(
        _ state: inout CoalescerState,
        _ name: String,
        _ text: String,
        _ call: UInt64,
        _ now: Int64
    ) {
        let submission = WriteSubmission(key: key(name), change: .put(entry(text)), condition: .any)
        #expect(state.submit(submission, slot(call), wallMilliseconds: 0, now: now) == nil)
    }

    @Test
    func aWriteAcknowledgedDuringAReadWinsOverWhatTheReadBrings() throws {
        var state = makeState()
        state.read(key("key"), slot(1), now: 0)
        let read = try #require(step(&state, 0).sent.first)
        put(&state, "key", "new", 2, 1)
        let write = try #require(step(&state, 200 * Self.millisecond).sent.first)
        state.complete(write, .write(.success([])), rate: RateFeedback(), now: 210 * Self.millisecond)
        state.complete(
            read,
            .read(.success([key("key"): .entry(entry("old"))])),
            rate: RateFeedback(),
            now: 220 * Self.millisecond
        )
        let answers = step(&state, 220 * Self.millisecond).actions.compactMap { action -> KVEntry? in
            if case .answerRead(_, .success(let entry)) = action { entry } else { nil }
        }
        #expect(answers == [entry("new")])
    }

    @Test
    func callsGatherWhileARequestIsOnItsWayAndLeaveTogether() throws {
        var state = makeState()
        state.read(key("first"), slot(0), now: 0)
        let first = try #require(step(&state, 0).sent.first)
        for number in 1...60 { state.read(key("\(number)"), slot(UInt64(number)), now: 1) }
        #expect(step(&state, 1).sent.isEmpty)
        state.complete(first, .read(.success([key("first"): .entry(nil)])), rate: RateFeedback(), now: 2)
        #expect(step(&state, 2).sent.map(\.count) == [60])
    }

    @Test
    func aFullBatchDoesNotWait() throws {
        var state = makeState()
        state.read(key("first"), slot(0), now: 0)
        _ = step(&state, 0)
        for number in 1...250 { state.read(key("\(number)"), slot(UInt64(number)), now: 1) }
        #expect(step(&state, 1).sent.map(\.count) == [100, 100])
    }

    @Test
    func aHungRequestDoesNotHoldTheOthersUpForLong() {
        var state = makeState()
        state.read(key("hung"), slot(0), now: 0)
        _ = step(&state, 0)
        state.read(key("other"), slot(1), now: 1)
        #expect(step(&state, 1).sent.isEmpty)
        #expect(step(&state, 1 + GatheringGate.gatheringNanosecondsMaximum).sent.count == 1)
    }

    @Test
    func requestsOnTheirWayAreBounded() {
        var state = makeState()
        for number in 0..<5000 { state.read(key("\(number)"), slot(UInt64(number)), now: 0) }
        #expect(step(&state, 0).sent.count == CoalescerLimits.testing.requestsInFlightMaximum)
        #expect(step(&state, 1_000_000 * Self.millisecond / 2).sent.isEmpty)
    }

    @Test
    func aKeyIsNotWrittenAgainWithinItsSecond() throws {
        var state = makeState()
        put(&state, "key", "first", 1, 0)
        let first = try #require(step(&state, 0).sent.first)
        state.complete(first, .write(.success([])), rate: RateFeedback(), now: 50 * Self.millisecond)
        put(&state, "key", "second", 2, 60 * Self.millisecond)
        put(&state, "other", "now", 3, 60 * Self.millisecond)
        #expect(step(&state, 60 * Self.millisecond).sent.map(\.count) == [1])
        #expect(step(&state, 1049 * Self.millisecond).sent.isEmpty)
        #expect(step(&state, 1400 * Self.millisecond).sent.map(\.count) == [1])
    }

    @Test
    func aThrottledRequestWaitsAsLongAsItIsToldAndIsNoFailedTry() throws {
        var state = makeState()
        state.read(key("key"), slot(1), now: 0)
        var now: Int64 = 0
        for _ in 0..<10 {
            let batch = try #require(step(&state, now).sent.first)
            let rate = RateFeedback(retryAfterSeconds: 20, isThrottled: true)
            state.complete(batch, .read(.failure(.throttled(retryAfterSeconds: 20))), rate: rate, now: now)
            #expect(step(&state, now + 19_999 * Self.millisecond).sent.isEmpty)
            now += 20_000 * Self.millisecond
        }
        #expect(step(&state, now).sent.count == 1)
    }

    @Test
    func aWriteThatWasSentAndBuildsOnOneThatExpiresIsOfUnknownOutcome() throws {
        var state = makeState()
        put(&state, "other", "value", 1, 0)
        let other = try #require(step(&state, 0).sent.first)
        put(&state, "key", "first", 2, 1)
        let second = WriteSubmission(
            key: key("key"),
            change: .put(entry("second")),
            condition: .version(KVVersion(1))
        )
        #expect(state.submit(second, slot(3), wallMilliseconds: 0, now: 2) == nil)
        state.complete(other, .write(.success([])), rate: RateFeedback(), now: 3)
        let batch = try #require(step(&state, 300 * Self.millisecond).sent.first)
        let lost = UpstreamFailure.transient(reason: "lost", mayHaveHappened: true)
        state.complete(batch, .write(.failure(lost)), rate: RateFeedback(), now: 301 * Self.millisecond)
        // Both are queued again when the first one's time is over; the second was what the lost request carried.
        let answers = step(&state, 600_000 * Self.millisecond + 1).actions.compactMap { action -> KVError? in
            if case .answerWrite(_, .failed(let error)) = action { error } else { nil }
        }
        let unknown = KVError.outcomeUnknown(reason: "an earlier try may have happened")
        #expect(answers == [unknown, unknown])
    }

    @Test
    func queuesAreBounded() {
        var limits = CoalescerLimits.testing
        limits.waitingReadsMaximum = 10
        limits.waitingWritesMaximum = 10
        let policy = RateLimitPolicy(name: "default", quota: 1200, windowSeconds: 300)
        var state = CoalescerState(
            limits: limits,
            pacer: RequestPacer(policy: policy, reservePercent: 4, isEnabled: true),
            overlay: WriteOverlay(window: 1),
            retryPolicy: RetryPolicy(random: { 0.5 })
        )
        for number in 0..<11 { state.read(key("\(number)"), slot(UInt64(number)), now: 0) }
        for number in 0..<10 { put(&state, "\(number)", "value", UInt64(100 + number), 0) }
        let submission = WriteSubmission(key: key("one more"), change: .delete, condition: .any)
        let answer = state.submit(submission, slot(200), wallMilliseconds: 0, now: 0)
        guard case .failed(.overloaded) = answer else {
            Issue.record("the write is refused")
            return
        }
        let refused = state.takeActions().filter {
            if case .answerRead(_, .failure(.overloaded)) = $0 { true } else { false }
        }
        #expect(refused.count == 1)
    }

    @Test
    func aCallThatCannotLeaveInTimeIsToldAtOnce() {
        var state = makeState()
        state.pacer.didReceive(RateFeedback(retryAfterSeconds: 600, isThrottled: true), departed: 0, now: 0)
        var limits = state.limits
        limits.readDeadline = 10_000 * Self.millisecond
        var short = CoalescerState(
            limits: limits,
            pacer: state.pacer,
            overlay: state.overlay,
            retryPolicy: state.retryPolicy
        )
        short.read(key("key"), slot(1), now: 0)
        let answers = short.takeActions()
        guard case .answerRead(_, .failure(.unavailable(_, let retryAfter))) = answers.first else {
            Issue.record("the read is refused")
            return
        }
        #expect(retryAfter == .seconds(600))
    }
}
