import KeyValueStore

/// All that decides which calls share a request, and when it leaves.
///
/// A pure value: it is told the time, reads no clock, sends nothing, and says in `actions` what is to be done.
struct CoalescerState {
    var limits: CoalescerLimits
    var reads = ReadQueue()
    var writes: WriteQueue
    var overlay: WriteOverlay
    var pacer: RequestPacer
    var gate = GatheringGate()
    var breaker = CircuitBreaker()
    var allowances = DailyAllowances()
    var permits = PermitQueue()
    var retryPolicy: RetryPolicy
    /// Parts of requests that were refused as a whole.
    var splits = SplitQueue()
    /// Keys whose values cannot travel in a bulk read.
    var notTextKeys: Set<KVKey> = []
    /// No read or write leaves before these times, after a failed one.
    var notBefore: (read: Int64, write: Int64) = (.min, .min)
    /// What an operator must put right; cleared by the next success.
    var lastRefusal: UpstreamFailure?
    var isClosed = false
    var counts = CoalescerCounts()
    private(set) var actions: [CoalescerAction] = []

    init(limits: CoalescerLimits, pacer: RequestPacer, overlay: WriteOverlay, retryPolicy: RetryPolicy) {
        self.limits = limits
        writes = WriteQueue(interval: limits.writeInterval)
        self.pacer = pacer
        self.overlay = overlay
        self.retryPolicy = retryPolicy
    }

    /// Does whatever is due, and says when something will be due next; nil for when nothing waits.
    mutating func step(now: Int64) -> Int64? {
        overlay.expire(now: now)
        writes.coolDown(now: now)
        expireReads(now: now)
        expireWrites(now: now)
        for (identifier, error) in permits.expire(now: now) { act(.denyPermit(identifier, error)) }
        failFastIfBroken(now: now)
        let release = releaseAllDue(now: now)
        let times = [
            release, reads.nextDeadline, writes.nextDeadline, writes.nextCooled, permits.nextDeadline,
        ]
        return times.compactMap { $0 }.min()
    }

    /// Hands over what is to be done, in order.
    mutating func takeActions() -> [CoalescerAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    mutating func act(_ action: CoalescerAction) {
        actions.append(action)
    }

    /// Notes what an answer says about the API as a whole.
    mutating func learn(
        _ failure: UpstreamFailure?,
        for operation: UpstreamOperation,
        rate: RateFeedback,
        departed: Int64,
        now: Int64
    ) {
        pacer.didReceive(rate, departed: departed, now: now)
        counts.didEnd(failure)
        switch failure {
        case .transient(let reason, _): breaker.didFail(reason: reason, now: now)
        case .refused:
            lastRefusal = failure
            breaker.didSucceed()
        case .quotaExhausted:
            allowances.didExhaust(operation, now: now)
            breaker.didSucceed()
        case .throttled, .keysThrottled, .notAccepted, .tooLarge, .unreadable: breaker.didSucceed()
        case .cancelled: breaker.didEndWithoutAnswer(now: now)
        case nil:
            lastRefusal = nil
            breaker.didSucceed()
        }
    }

    /// What a call gets while the API is not asked; nil where it is.
    func brokenError(now: Int64) -> KVError? {
        guard let until = breaker.closedUntil, now < until else { return nil }
        return .unavailable(reason: breaker.lastReason, retryAfter: .nanoseconds(until - now))
    }

    /// Why a call cannot be taken; nil where it can.
    ///
    /// A call whose request could not leave before its deadline is told so at once.
    func refusal(
        _ operation: UpstreamOperation,
        waiting: Int,
        maximum: Int,
        deadline: Int64,
        now: Int64
    ) -> KVError? {
        if isClosed { return .closed }
        if let error = allowances.error(operation, now: now) { return error }
        if waiting >= maximum { return .overloaded(retryAfter: .seconds(1)) }
        if let error = brokenError(now: now) { return error }
        return pacer.earliestDeparture(.full, now: now) > deadline ? notSentError(now: now) : nil
    }

    /// What a call gets whose request finds no room in its time.
    func notSentError(now: Int64) -> KVError {
        let wait = max(pacer.earliestDeparture(.full, now: now) - now, 100_000_000)
        return .unavailable(reason: "the rate limit leaves no room in time", retryAfter: .nanoseconds(wait))
    }

    private mutating func failFastIfBroken(now: Int64) {
        guard let error = brokenError(now: now) else { return }
        for caller in reads.removeAllWaiting() { act(.answerRead(caller, .failure(error))) }
        answer(writes.removeAllQueued(now: now), error)
        for identifier in permits.removeAll() { act(.denyPermit(identifier, error)) }
    }
}
