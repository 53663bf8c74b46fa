/// Reading through the cache.
extension CachedKVStore {
    package func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        guard settings.isEnabled else { return try await readUncached(key, directive) }
        while true {
            let now = clock.monotonicNanoseconds()
            switch decide({ $0.beginRead(key, directive, atNanoseconds: now) { CacheFlight() } }) {
            case .answer(let cached): return cached.reading(atNanoseconds: now)
            case .notCached: return KVReading(entry: nil, origin: .notCached)
            case .load(let load, let flight, let cause):
                let outcome = await self.load(key, load, flight, directive, askedAtNanoseconds: now)
                return try reading(key, outcome, directive, cause, collapsed: false)
            case .join(let flight, let cause):
                let outcome = await flight.outcome()
                if case .abandoned = outcome { continue }
                return try reading(key, outcome, directive, cause, collapsed: true)
            }
        }
    }

    package func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        guard settings.isEnabled else { return try await store.getMany(keys) }
        let now = clock.monotonicNanoseconds()
        var steps: [Machine.ReadStep] = []
        steps.reserveCapacity(keys.count)
        decideEach(keys.count) { machine, index in
            steps.append(machine.beginRead(keys[index], .standard, atNanoseconds: now) { CacheFlight() })
        }
        // Own loads end before anything else is waited for, so two calls can wait for each other's loads.
        let outcomes = await loadMany(keys, steps, askedAtNanoseconds: now)
        var entries: [KVEntry?] = []
        entries.reserveCapacity(keys.count)
        for (index, step) in steps.enumerated() {
            entries.append(try await entry(keys[index], step, outcomes[index]))
        }
        return entries
    }

    private func readUncached(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        if directive.onlyIfCached { return KVReading(entry: nil, origin: .notCached) }
        let entry = try await store.read(key, directive).entry
        return KVReading(
            entry: entry,
            origin: .cacheMiss(KVCacheMiss(cause: .bypass, collapsed: false, stored: false))
        )
    }

    /// Asks the store for one key and ends the load.
    private func load(
        _ key: KVKey,
        _ load: Machine.Load,
        _ flight: CacheFlight,
        _ directive: KVReadDirective,
        askedAtNanoseconds asked: Int64
    ) async -> CacheFlight.Outcome {
        do throws(KVError) {
            let inner = KVReadDirective(bypassesCache: directive.bypassesCache)
            let entry = try await store.read(key, inner).entry
            return finish(load, flight, entry, askedAtNanoseconds: asked)
        } catch {
            return fail(load, flight, error)
        }
    }

    /// Asks the store for all keys whose step is a load, in one call, and ends the loads; nil for the other keys.
    private func loadMany(
        _ keys: [KVKey],
        _ steps: [Machine.ReadStep],
        askedAtNanoseconds asked: Int64
    ) async -> [CacheFlight.Outcome?] {
        var outcomes = [CacheFlight.Outcome?](repeating: nil, count: keys.count)
        var loads: [(index: Int, load: Machine.Load, flight: CacheFlight)] = []
        for (index, step) in steps.enumerated() {
            if case .load(let load, let flight, _) = step { loads.append((index, load, flight)) }
        }
        if loads.isEmpty { return outcomes }
        do throws(KVError) {
            let entries = try await store.getMany(loads.map { keys[$0.index] })
            precondition(entries.count == loads.count, "a store answers for each key")
            for (item, entry) in zip(loads, entries) {
                outcomes[item.index] = finish(item.load, item.flight, entry, askedAtNanoseconds: asked)
            }
        } catch {
            for item in loads { outcomes[item.index] = fail(item.load, item.flight, error) }
        }
        return outcomes
    }

    private func finish(
        _ load: Machine.Load,
        _ flight: CacheFlight,
        _ entry: KVEntry?,
        askedAtNanoseconds asked: Int64
    ) -> CacheFlight.Outcome {
        let now = CacheInstant(clock, expiration: entry?.expiration)
        let cached = cachedEntry(entry, askedAtNanoseconds: asked, now: now)
        let stored = decide {
            $0.finishLoad(load, with: cached, atNanoseconds: now.monotonicNanoseconds)
        }
        let outcome = CacheFlight.Outcome.loaded(cached.entry, stored: stored)
        flight.land(outcome)
        return outcome
    }

    private func fail(_ load: Machine.Load, _ flight: CacheFlight, _ error: KVError) -> CacheFlight.Outcome {
        decide { $0.failLoad(load) }
        flight.land(Task.isCancelled ? .abandoned : .failed(error))
        return .failed(error)
    }

    /// One key's part of `getMany`, once the own loads have ended.
    private func entry(
        _ key: KVKey,
        _ step: Machine.ReadStep,
        _ own: CacheFlight.Outcome?
    ) async throws(KVError) -> KVEntry? {
        switch step {
        case .answer(let cached): return cached.entry
        case .notCached: return nil
        case .load(_, _, let cause):
            guard let own else { preconditionFailure("each load of this call has ended") }
            return try reading(key, own, .standard, cause, collapsed: false).entry
        case .join(let flight, let cause):
            let outcome = await flight.outcome()
            if case .abandoned = outcome { return try await get(key) }
            return try reading(key, outcome, .standard, cause, collapsed: true).entry
        }
    }

    /// Turns the outcome of a load into the answer to a read, if need be a stale one.
    private func reading(
        _ key: KVKey,
        _ outcome: CacheFlight.Outcome,
        _ directive: KVReadDirective,
        _ cause: KVCacheMiss.Cause,
        collapsed: Bool
    ) throws(KVError) -> KVReading {
        switch outcome {
        case .loaded(let entry, let stored):
            let miss = KVCacheMiss(cause: cause, collapsed: collapsed, stored: stored)
            return KVReading(entry: entry, origin: .cacheMiss(miss))
        case .failed(let error):
            if let stale = staleReading(key, directive, after: error) { return stale }
            throw error
        case .abandoned: preconditionFailure("an abandoned load answers nobody")
        }
    }

    /// What may stand in for the store after an error that says the store could not be asked.
    ///
    /// A caller that set an age or refused the cache gets the error (RFC 9111 section 4.2.4).
    private func staleReading(
        _ key: KVKey,
        _ directive: KVReadDirective,
        after error: KVError
    ) -> KVReading? {
        guard !directive.bypassesCache, directive.maximumAgeNanoseconds == nil else { return nil }
        switch error {
        case .unavailable, .timedOut, .overloaded: break
        default: return nil
        }
        let now = CacheInstant(clock)
        let stale = decide { $0.staleEntry(key, at: now) }
        return stale?.reading(atNanoseconds: now.monotonicNanoseconds)
    }
}
