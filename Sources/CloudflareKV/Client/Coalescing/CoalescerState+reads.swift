import KeyValueStore

extension CoalescerState {
    /// Asks for a key: answers at once from what this process wrote, or lets the caller wait.
    mutating func read(_ key: KVKey, _ caller: CallSlot, now: Int64) {
        if let change = overlay[key] {
            act(.answerRead(caller, .success(change.storedEntry)))
            return
        }
        let deadline = now + limits.readDeadline
        let maximum = limits.waitingReadsMaximum
        if let error = refusal(
            .read,
            waiting: reads.waiterCount,
            maximum: maximum,
            deadline: deadline,
            now: now
        ) {
            act(.answerRead(caller, .failure(error)))
            return
        }
        gate.didArrive()
        let isNew = reads.add(key, caller, deadline: deadline, now: now)
        if isNew, notTextKeys.contains(key), reads.takeAlone(key) { act(.readAlone(key)) }
    }

    /// Takes in the answer to a bulk read.
    mutating func completeRead(
        _ content: UpstreamBatch.Content,
        keys: [KVKey],
        _ result: Result<[KVKey: UpstreamRead], UpstreamFailure>,
        now: Int64
    ) -> Int {
        switch result {
        case .success(let items):
            return keys.reduce(0) { $0 + complete($1, items[$1] ?? .notText) }
        case .failure(let failure) where failure.mayPassInParts:
            if let key = keys.first, keys.count == 1 {
                readAlone(key)
                return 0
            }
            if splits.split(content, now: now) { return 0 }
            return keys.reduce(0) { $0 + fail($1, failure, now: now) }
        case .failure(let failure):
            return keys.reduce(0) { $0 + fail($1, failure, now: now) }
        }
    }

    /// Takes in the answer to a read of one key on its own.
    mutating func completeAlone(_ key: KVKey, _ result: Result<KVEntry?, KVError>) {
        switch result {
        case .success(let entry): _ = complete(key, .entry(entry))
        case .failure(let error):
            for caller in reads.complete(key) { act(.answerRead(caller, .failure(error))) }
        }
    }

    mutating func expireReads(now: Int64) {
        for (caller, wasInFlight) in reads.expire(now: now) {
            act(.answerRead(caller, .failure(wasInFlight ? .timedOut : notSentError(now: now))))
        }
    }

    private mutating func complete(_ key: KVKey, _ item: UpstreamRead) -> Int {
        guard case .entry(let entry) = item else {
            readAlone(key)
            return 0
        }
        // A write that was acknowledged while the read was on its way wins.
        let answer = overlay[key].map(\.storedEntry) ?? entry
        let callers = reads.complete(key)
        for caller in callers { act(.answerRead(caller, .success(answer))) }
        return callers.count
    }

    private mutating func readAlone(_ key: KVKey) {
        if notTextKeys.count >= limits.notTextKeysMaximum { notTextKeys.removeAll() }
        notTextKeys.insert(key)
        act(.readAlone(key))
    }

    private mutating func fail(_ key: KVKey, _ failure: UpstreamFailure, now: Int64) -> Int {
        var callers: [CallSlot]?
        if failure.isWorthRetrying {
            let isThrottled = if case .throttled = failure { true } else { false }
            callers = reads.retry(key, attemptsMaximum: limits.attemptsMaximum, countsAsAttempt: !isThrottled)
            let delay = retryPolicy.delayNanoseconds(afterFailures: reads.attempts(key))
            if callers == nil { notBefore.read = max(notBefore.read, now + delay) }
        } else {
            callers = reads.complete(key)
        }
        for caller in callers ?? [] { act(.answerRead(caller, .failure(failure.error(isWrite: false)))) }
        return callers?.count ?? 0
    }
}

extension UpstreamFailure {
    /// Whether one key may be the cause, so that the others can be read without it, and it by another way.
    fileprivate var mayPassInParts: Bool {
        switch self {
        case .tooLarge, .notAccepted, .unreadable: true
        case .throttled, .keysThrottled, .quotaExhausted, .transient, .cancelled, .refused: false
        }
    }
}
