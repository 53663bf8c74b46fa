import KeyValueStore

extension CoalescerState {
    /// What may leave, and when.
    private enum Candidate {
        case split
        case permit
        case read
        case write(WriteQueue.Kind)
    }

    /// Lets everything go that is due; the time at which the next is due, nil where nothing waits for a time.
    mutating func releaseAllDue(now: Int64) -> Int64? {
        // Partial batches that wait for silence leave together, as if each were alone.
        let isSilent = gate.inFlight == 0
        while gate.inFlight < limits.requestsInFlightMaximum, breaker.admits(now: now) {
            var next: (candidate: Candidate, time: Int64, oldest: Int64)?
            for (candidate, time, oldest) in candidates(now: now, isSilent: isSilent) {
                if let known = next, (known.time, known.oldest) <= (time, oldest) { continue }
                next = (candidate, time, oldest)
            }
            guard let next else { return nil }
            if next.time > now { return next.time }
            release(next.candidate, now: now)
        }
        // A place in flight becomes free with a completion, which steps again; a pause of the breaker ends by itself.
        return breaker.closedUntil
    }

    private mutating func candidates(now: Int64, isSilent: Bool) -> [(Candidate, time: Int64, oldest: Int64)]
    {
        var found: [(Candidate, time: Int64, oldest: Int64)] = []
        if !splits.isEmpty { found.append((.split, pacer.earliestDeparture(.full, now: now), .min)) }
        if let oldest = permits.oldest {
            found.append((.permit, pacer.earliestDeparture(.full, now: now), oldest))
        }
        if reads.waitingCount > 0, let oldest = reads.oldest {
            let isFull = reads.waitingCount >= limits.readBatchKeysMaximum
            let time = departure(isFull: isFull, worth: isFull ? .full : .partial, oldest, now: now, isSilent)
            found.append((.read, max(time, notBefore.read), oldest))
        }
        for kind in WriteQueue.Kind.allCases {
            let count = writes.readyCount(kind)
            guard count > 0, let oldest = writes.oldest(kind) else { continue }
            let isFull = count >= limits.writeBatchItemsMaximum
            let worth: RequestPacer.Worth =
                count >= CloudflareKVLimits.writeItemsWorthARequest ? .full : .partial
            let time = departure(isFull: isFull, worth: worth, oldest, now: now, isSilent)
            found.append((.write(kind), max(time, notBefore.write), oldest))
        }
        return found
    }

    private mutating func departure(
        isFull: Bool,
        worth: RequestPacer.Worth,
        _ oldest: Int64,
        now: Int64,
        _ isSilent: Bool
    ) -> Int64 {
        let paced = pacer.earliestDeparture(worth, now: now)
        if isFull || !limits.gathers { return paced }
        return max(paced, gate.partialRelease(oldest: oldest, now: now, isSilent: isSilent))
    }

    private mutating func release(_ candidate: Candidate, now: Int64) {
        switch candidate {
        case .split:
            if let content = splits.popFirst() { depart(content, .full, now: now) }
        case .permit:
            guard let identifier = permits.popFirst() else { return }
            noteDeparture(.full, now: now)
            act(.grantPermit(identifier, departed: now))
        case .read:
            let keys = reads.take(maximum: limits.readBatchKeysMaximum)
            depart(.read(keys), keys.count == limits.readBatchKeysMaximum ? .full : .partial, now: now)
        case .write(let kind):
            let taken = writes.take(
                kind,
                maximum: limits.writeBatchItemsMaximum,
                bytesMaximum: limits.writeBatchBytesMaximum,
                size: { key, change in Self.size(key, change) }
            )
            let isWorthARequest = taken.count >= CloudflareKVLimits.writeItemsWorthARequest
            depart(Self.content(taken, kind), isWorthARequest ? .full : .partial, now: now)
        }
    }

    private mutating func depart(_ content: UpstreamBatch.Content, _ worth: RequestPacer.Worth, now: Int64) {
        noteDeparture(worth, now: now)
        counts.didSend(content)
        act(.send(UpstreamBatch(content: content, departed: now)))
    }

    private mutating func noteDeparture(_ worth: RequestPacer.Worth, now: Int64) {
        pacer.didDepart(worth, now: now)
        gate.didDepart()
        counts.requests += 1
        breaker.didDepart(now: now)
    }

    /// What a change takes in a request, at most about: base64 or escapes of ordinary text.
    static func size(_ key: KVKey, _ change: KVChange) -> Int {
        guard case .put(let entry) = change else { return key.bytes.count + 16 }
        return 128 + key.bytes.count * 2 + entry.value.count / 3 * 4 + KVLimits.metadataBytesMaximum
    }

    private static func content(
        _ taken: [(key: KVKey, change: KVChange)],
        _ kind: WriteQueue.Kind
    ) -> UpstreamBatch.Content {
        if kind == .delete { return .delete(taken.map(\.key)) }
        return .put(
            taken.compactMap { key, change in
                if case .put(let entry) = change { (key, entry) } else { nil }
            }
        )
    }
}
