import KeyValueStore

extension CoalescerState {
    /// Takes in what came of a batch.
    mutating func complete(_ batch: UpstreamBatch, _ outcome: UpstreamOutcome, rate: RateFeedback, now: Int64)
    {
        let operation = batch.content.operation
        learn(outcome.failure, for: operation, rate: rate, departed: batch.departed, now: now)
        let callers: Int
        switch (batch.content, outcome) {
        case (.read(let keys), .read(let result)):
            callers = completeRead(batch.content, keys: keys, result, now: now)
        case (.put(let pairs), .write(let result)):
            callers = completeWrite(batch.content, keys: pairs.map(\.key), result, now: now)
        case (.delete(let keys), .write(let result)):
            callers = completeWrite(batch.content, keys: keys, result, now: now)
        default: preconditionFailure("an outcome of another kind than its batch")
        }
        gate.didComplete(callers: callers, latency: now - batch.departed, now: now)
    }

    /// Takes in what came of a request that had a permit.
    mutating func completePermit(
        _ failure: UpstreamFailure?,
        for operation: UpstreamOperation,
        rate: RateFeedback,
        departed: Int64,
        now: Int64
    ) {
        learn(failure, for: operation, rate: rate, departed: departed, now: now)
        gate.didComplete(callers: 1, latency: now - departed, now: now)
    }

    /// Refuses everything from now on; what is on its way is still answered.
    mutating func close(now: Int64) {
        isClosed = true
        for caller in reads.removeAllWaiting() { act(.answerRead(caller, .failure(.closed))) }
        answer(writes.removeAllQueued(now: now), .closed)
        for identifier in permits.removeAll() { act(.denyPermit(identifier, .closed)) }
    }
}

extension UpstreamOutcome {
    var failure: UpstreamFailure? {
        switch self {
        case .read(.failure(let failure)), .write(.failure(let failure)): failure
        default: nil
        }
    }
}
