import KeyValueStore
import Synchronization

/// Gives calls their answers with as few requests as possible: the owner of a `CoalescerState`.
///
/// It holds the lock, the callers that wait and the timer, and starts a task for each request. Decisions are the
/// state's. A caller that is cancelled goes on waiting until its deadline, so that a write's outcome is always known.
final class RequestCoalescer: Sendable {
    private let shared: Mutex<CoalescerCalls>
    private let upstream: UpstreamRequests
    private let clock: any KVClock
    private let scheduler: any KVScheduler

    init(state: CoalescerState, upstream: UpstreamRequests, clock: any KVClock, scheduler: any KVScheduler) {
        shared = Mutex(CoalescerCalls(state: state))
        self.upstream = upstream
        self.clock = clock
        self.scheduler = scheduler
    }

    /// Reads keys, each with a result of its own, in the order given.
    func read(_ keys: [KVKey]) async -> [Result<KVEntry?, KVError>] {
        if keys.isEmpty { return [] }
        return await withCheckedContinuation { continuation in
            update { shared, now in
                let call = shared.makeIdentifier()
                shared.reads[call] = CoalescerCall(count: keys.count, continuation: continuation)
                for (index, key) in keys.enumerated() {
                    shared.state.read(key, CallSlot(call: call, index: index), now: now)
                }
            }
        }
    }

    /// Submits writes in the order given, each with an answer of its own.
    func write(_ submissions: [WriteSubmission]) async -> [WriteAnswer] {
        if submissions.isEmpty { return [] }
        let wall = clock.wallMilliseconds()
        return await withCheckedContinuation { continuation in
            update { shared, now in
                let call = shared.makeIdentifier()
                shared.writes[call] = CoalescerCall(count: submissions.count, continuation: continuation)
                for (index, submission) in submissions.enumerated() {
                    let slot = CallSlot(call: call, index: index)
                    let answer = shared.state.submit(submission, slot, wallMilliseconds: wall, now: now)
                    if let answer { shared.state.act(.answerWrite(slot, answer)) }
                }
            }
        }
    }

    /// Makes a request that cannot be shared, in its turn, and repeats it where that may help.
    func request<Value: Sendable>(
        _ operation: UpstreamOperation,
        _ send: @Sendable () async -> UpstreamReply<Value>
    ) async throws(KVError) -> Value {
        let deadline = clock.monotonicNanoseconds() + withState { $0.limits.readDeadline }
        var failures = 0
        while true {
            let departed = try await permit(operation, deadline: deadline)
            let reply = await send()
            update { shared, now in
                shared.state.completePermit(
                    reply.result.failure,
                    for: operation,
                    rate: reply.rate,
                    departed: departed,
                    now: now
                )
            }
            switch reply.result {
            case .success(let value): return value
            case .failure(let failure):
                failures += 1
                let (attempts, delay) = withState { state in
                    (
                        state.limits.attemptsMaximum,
                        state.retryPolicy.delayNanoseconds(afterFailures: failures)
                    )
                }
                if !failure.isWorthRetrying || failures >= attempts { throw failure.error(isWrite: false) }
                await pause(nanoseconds: delay)
            }
        }
    }

    /// Looks at the state.
    func withState<Output: Sendable>(_ body: (inout CoalescerState) -> Output) -> Output {
        let now = clock.monotonicNanoseconds()
        return shared.withLock { shared in
            shared.state.overlay.expire(now: now)
            return body(&shared.state)
        }
    }

    /// The monotonic time.
    func now() -> Int64 { clock.monotonicNanoseconds() }

    /// Refuses everything from now on.
    func close() {
        update { shared, now in shared.state.close(now: now) }
    }

    private func permit(_ operation: UpstreamOperation, deadline: Int64) async throws(KVError) -> Int64 {
        let permit: Result<Int64, KVError> = await withCheckedContinuation { continuation in
            update { shared, now in
                let identifier = shared.makeIdentifier()
                shared.permits[identifier] = continuation
                shared.state.requestPermit(identifier, for: operation, deadline: deadline, now: now)
            }
        }
        return try permit.get()
    }

    private func pause(nanoseconds: Int64) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            scheduler.run(afterNanoseconds: nanoseconds) { continuation.resume() }
        }
    }

    // MARK: - The one way to the state

    private func update(_ body: (inout CoalescerCalls, _ now: Int64) -> Void) {
        let now = clock.monotonicNanoseconds()
        let effects = shared.withLock { shared in
            // First of all, because no timer does it, and a call after a long silence must not meet what is long outlived.
            shared.state.overlay.expire(now: now)
            body(&shared, now)
            return shared.step(now: now)
        }
        for resumption in effects.resumptions { resumption.resume() }
        for batch in effects.batches { Task { await self.run(batch) } }
        for key in effects.keysToReadAlone { Task { await self.readAlone(key) } }
        if let time = effects.wakeTime {
            scheduler.run(afterNanoseconds: max(0, time - now)) { [weak self] in self?.wake(time) }
        }
    }

    /// The timer that was set for a time has called; a little early perhaps, and then another one has to be set.
    private func wake(_ scheduled: Int64) {
        update { shared, _ in
            if shared.scheduledWake == scheduled { shared.scheduledWake = nil }
        }
    }

    private func run(_ batch: UpstreamBatch) async {
        let (outcome, rate) = await upstream.run(batch.content)
        update { shared, now in shared.state.complete(batch, outcome, rate: rate, now: now) }
    }

    private func readAlone(_ key: KVKey) async {
        let result: Result<KVEntry?, KVError>
        do throws(KVError) {
            let stored = try await request(.read) { [upstream] in await upstream.client.readValue(key) }
            if var stored {
                stored.metadata = try await request(.read) { [upstream] in
                    await upstream.client.readMetadata(key)
                }
                result = .success(upstream.entry(key, stored))
            } else {
                result = .success(nil)
            }
        } catch {
            result = .failure(error)
        }
        update { shared, _ in shared.state.completeAlone(key, result) }
    }
}
