import KeyValueStore

extension CoalescerState {
    /// Submits a write: its answer if there is one already, nil where the caller has to wait.
    ///
    /// The condition is checked here against the newest write of this process, acknowledged or on its way, else against
    /// what the caller just read. Checking and queueing are one step, which makes conditions atomic among the writers
    /// of this process.
    mutating func submit(
        _ submission: WriteSubmission,
        _ caller: CallSlot,
        wallMilliseconds: Int64,
        now: Int64
    ) -> WriteAnswer? {
        let key = submission.key
        let unacknowledged = writes.newest(key)?.change
        if submission.condition != .any {
            let own = (unacknowledged ?? overlay[key]).map { KnownEntry.known($0.storedEntry) }
            guard case .known(let stored) = own ?? submission.baseline else { return .needsRead }
            let current = stored.flatMap { $0.isExpired(atMilliseconds: wallMilliseconds) ? nil : $0 }
            if !submission.condition.holds(for: current) {
                if unacknowledged == nil { return .conditionFailed(current: current) }
                // Whether that write stands decides about this one.
                writes.watchNewest(key, caller)
                return nil
            }
        }
        let bytes = submission.change.bytes(for: key)
        if let error = refusalOfWrite(submission.change, bytes: bytes, now: now) { return .failed(error) }
        let write = PendingWrite(
            caller: caller,
            change: submission.change,
            bytes: bytes,
            dependsOnPredecessor: submission.condition != .any && unacknowledged != nil,
            deadline: now + limits.writeDeadline,
            since: now
        )
        writes.add(write, key: key, now: now)
        gate.didArrive()
        return nil
    }

    /// Whether a condition on the key can be checked without reading it.
    func knowsState(of key: KVKey) -> Bool {
        writes.newest(key) != nil || overlay[key] != nil
    }

    /// Takes in the answer to a bulk write or delete.
    mutating func completeWrite(
        _ content: UpstreamBatch.Content,
        keys: [KVKey],
        _ result: Result<[KVKey], UpstreamFailure>,
        now: Int64
    ) -> Int {
        switch result {
        case .success(let unsuccessful):
            let failed = Set(unsuccessful)
            counts.keysFailed += failed.count
            return keys.reduce(0) { count, key in
                if !failed.contains(key) { return count + acknowledge(key, now: now) }
                // Somebody else may have written the key a moment ago, and then only time helps.
                writes.cool(key, now: now)
                let failure = UpstreamFailure.transient(
                    reason: "the API could not apply the write",
                    mayHaveHappened: false
                )
                return count + fail(key, failure, now: now)
            }
        case .failure(.keysThrottled):
            for key in keys { writes.cool(key, now: now) }
            return keys.reduce(0) { $0 + fail($1, .keysThrottled, now: now) }
        case .failure(.tooLarge) where lowerBatch(below: content):
            for key in keys { putBack(key, now: now) }
            return 0
        case .failure(.tooLarge) where splits.split(content, now: now): return 0
        case .failure(.notAccepted) where splits.split(content, now: now): return 0
        case .failure(let failure): return keys.reduce(0) { $0 + fail($1, failure, now: now) }
        }
    }

    mutating func expireWrites(now: Int64) {
        let failures = writes.expire(now: now)
        for write in failures.told {
            guard let caller = write.caller else { continue }
            act(.answerWrite(caller, .failed(.outcomeUnknown(reason: "no answer came in time"))))
        }
        if !failures.all.isEmpty { answer(failures, notSentError(now: now)) }
    }

    /// Tells the callers of failed writes, and those who waited for what becomes of them.
    mutating func answer(_ failures: WriteSlot.Failures, _ error: KVError) {
        let unknown = KVError.outcomeUnknown(reason: "an earlier try may have happened")
        for write in failures.failed {
            let isKnown = if case .outcomeUnknown = error { true } else { !write.mayHaveHappened }
            finish(write, .failed(isKnown ? error : unknown), watchers: .resubmit)
        }
        let refused = KVError.unavailable(reason: "the write it builds on came to nothing", retryAfter: nil)
        for write in failures.dependent {
            finish(write, .failed(write.mayHaveHappened ? unknown : refused), watchers: .resubmit)
        }
    }

    private func refusalOfWrite(_ change: KVChange, bytes: Int, now: Int64) -> KVError? {
        let maximum = limits.waitingWritesMaximum
        let deadline = now + limits.writeDeadline
        if let error = refusal(
            change.operation,
            waiting: writes.waiterCount,
            maximum: maximum,
            deadline: deadline,
            now: now
        ) {
            return error
        }
        if writes.bytes + overlay.bytes + bytes > limits.writeMemoryBytesMaximum {
            let wait = max((overlay.nextExpiry ?? now) - now, 1_000_000_000)
            return .overloaded(retryAfter: .nanoseconds(wait))
        }
        return nil
    }

    private mutating func acknowledge(_ key: KVKey, now: Int64) -> Int {
        let done = writes.acknowledge(key, now: now)
        if let newest = done.last { overlay.record(newest.change, for: key, now: now) }
        for write in done {
            finish(write, .applied, watchers: .conditionFailed(current: write.change.storedEntry))
        }
        return done.count
    }

    private mutating func fail(_ key: KVKey, _ failure: UpstreamFailure, now: Int64) -> Int {
        let isThrottled = if case .throttled = failure { true } else { false }
        let failures = writes.fail(
            key,
            mayHaveHappened: failure.mayHaveHappened,
            mayRetry: failure.isWorthRetrying && !isClosed,
            attemptsMaximum: limits.attemptsMaximum,
            countsAsAttempt: !isThrottled,
            now: now
        )
        // A key that is cooling holds up nobody else.
        let holdsUpOthers = failure != .keysThrottled || limits.writeInterval <= 0
        if failures.all.isEmpty, holdsUpOthers {
            let delay = retryPolicy.delayNanoseconds(afterFailures: writes.attempts(key))
            notBefore.write = max(notBefore.write, now + delay)
        }
        answer(failures, failure.error(isWrite: true))
        return failures.all.count
    }

    /// Lets a write wait for its turn again, as if it had not been sent.
    private mutating func putBack(_ key: KVKey, now: Int64) {
        let failures = writes.fail(
            key,
            mayHaveHappened: false,
            mayRetry: !isClosed,
            attemptsMaximum: limits.attemptsMaximum,
            countsAsAttempt: false,
            now: now
        )
        answer(failures, isClosed ? .closed : notSentError(now: now))
    }

    private mutating func finish(_ write: PendingWrite, _ answer: WriteAnswer, watchers: WriteAnswer) {
        if let caller = write.caller { act(.answerWrite(caller, answer)) }
        for watcher in write.watchers { act(.answerWrite(watcher, watchers)) }
    }
}
