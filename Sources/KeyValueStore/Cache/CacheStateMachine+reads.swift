/// Reads and the loads that they begin.
extension CacheStateMachine {
    /// What a read has to do.
    enum ReadStep {
        /// Answer with what is cached.
        case answer(CachedEntry)
        /// Answer that nothing is cached.
        case notCached
        /// Wait for a load that is in the air.
        case join(Handle, KVCacheMiss.Cause)
        /// Ask the store, end the load, and tell whoever waits on the handle.
        case load(Load, Handle, KVCacheMiss.Cause)
    }

    /// The hot path: what is cached and fresh, else nil, which counts as nothing yet.
    ///
    /// Allocates nothing.
    @inline(__always)
    mutating func hit(
        _ key: HashedKey,
        atNanoseconds now: Int64,
        withAttachmentOnly: Bool = false
    ) -> CachedEntry? {
        let cached = entries.value(forKey: key) { entry in
            entry.isFresh(atNanoseconds: now) && !(withAttachmentOnly && entry.lacksAttachment)
        }
        guard let cached else { return nil }
        if cached.isAbsence { counts.negativeHits += 1 } else { counts.hits += 1 }
        return cached
    }

    /// Begins a read; `handle` is made only for a load that is to be begun.
    mutating func beginRead(
        _ key: KVKey,
        _ directive: KVReadDirective,
        atNanoseconds now: Int64,
        handle: () -> Handle
    ) -> ReadStep {
        let (cached, cause) = lookUp(key, directive, atNanoseconds: now)
        if let cached { return .answer(cached) }
        counts.misses += 1
        if cause == .stale { counts.expired += 1 }
        if directive.onlyIfCached { return .notCached }
        if let flight = flightToJoin(key, directive, atNanoseconds: now) {
            counts.collapsed += 1
            return .join(flight.handle, cause)
        }
        return beginLoad(
            key,
            cause,
            isKept: !directive.storesNothing,
            atNanoseconds: now,
            handle: handle()
        )
    }

    /// Begins a load of a key that is not cached, unless there is a load in the air that the read should join.
    mutating func beginLoadInPlace(
        _ key: KVKey,
        atNanoseconds now: Int64,
        handle: () -> Handle
    ) -> (load: Load, handle: Handle, cause: KVCacheMiss.Cause)? {
        let (cached, cause) = lookUp(key, .standard, atNanoseconds: now)
        if cached != nil || joinable[key] != nil { return nil }
        counts.misses += 1
        if cause == .stale { counts.expired += 1 }
        guard
            case .load(let load, let handle, _) = beginLoad(
                key,
                cause,
                isKept: true,
                atNanoseconds: now,
                handle: handle()
            )
        else { return nil }
        return (load, handle, cause)
    }

    /// Ends a load that brought an answer.
    ///
    /// - Returns: whether the answer is cached now.
    mutating func finishLoad(_ load: Load, with entry: CachedEntry, atNanoseconds now: Int64) -> Bool {
        guard let (flight, wasJoinable) = endFlight(load) else { return false }
        let key = flight.key
        if writes[key] != nil {
            joinable[key] = nil
            drop(key)
            return false
        }
        if !flight.isKept {
            joinable[key] = nil
            // Versions tell as much as the contents, and comparing them does not hold up the hot path.
            let cached = HashedKey.with(key.bytes) { entries.peek($0) }
            if let cached, cached.entry?.version != entry.entry?.version { drop(key) }
            return false
        }
        return wasJoinable && install(entry, under: key, atNanoseconds: now)
    }

    /// Ends a load that failed; what is cached stays.
    mutating func failLoad(_ load: Load) {
        _ = endFlight(load)
    }

    /// What may answer a read whose load failed because the store could not be asked.
    ///
    /// That is an entry still held, not past the stale limit and not past its own expiration. Absence is never claimed
    /// on such grounds.
    mutating func staleEntry(_ key: KVKey, at now: CacheInstant) -> CachedEntry? {
        guard settings.staleLimitNanoseconds > 0 else { return nil }
        let limit = min(settings.staleLimitNanoseconds, CacheSettings.durationNanosecondsMaximum)
        guard let cached = HashedKey.with(key.bytes, { entries.peek($0) }),
            let entry = cached.entry,
            !entry.isExpired(atMilliseconds: now.wallMilliseconds),
            now.monotonicNanoseconds < cached.freshUntilNanoseconds + limit
        else { return nil }
        counts.stale += 1
        return cached
    }

    /// What is cached and allowed by the directive, or why that is not so.
    private mutating func lookUp(
        _ key: KVKey,
        _ directive: KVReadDirective,
        atNanoseconds now: Int64
    ) -> (CachedEntry?, KVCacheMiss.Cause) {
        if directive.bypassesCache { return (nil, .requested) }
        return HashedKey.with(key.bytes) { hashed in
            guard let cached = entries.peek(hashed) else { return (nil, .absent) }
            guard cached.isFresh(atNanoseconds: now) else { return (nil, .stale) }
            if let maximum = directive.maximumAgeNanoseconds, now - cached.loadedAtNanoseconds > maximum {
                return (nil, .requested)
            }
            return (hit(hashed, atNanoseconds: now), .absent)
        }
    }

    /// The load that may answer this read too: it must not be older than the read allows.
    private func flightToJoin(
        _ key: KVKey,
        _ directive: KVReadDirective,
        atNanoseconds now: Int64
    ) -> Flight? {
        guard !directive.bypassesCache, let load = joinable[key], let flight = flights[load] else {
            return nil
        }
        let age = now - flight.beganAtNanoseconds
        if let maximum = directive.maximumAgeNanoseconds, age > maximum { return nil }
        return flight
    }

    /// Begins a load, which takes the place of the joinable one.
    private mutating func beginLoad(
        _ key: KVKey,
        _ cause: KVCacheMiss.Cause,
        isKept: Bool,
        atNanoseconds now: Int64,
        handle: Handle
    ) -> ReadStep {
        let load = Load(number: loadNumber)
        loadNumber += 1
        counts.loads += 1
        flights[load] = Flight(key: key, beganAtNanoseconds: now, isKept: isKept, handle: handle)
        joinable[key] = isKept ? load : nil
        return .load(load, handle, cause)
    }

    /// Takes a load out of the air; what it was, and whether it was joinable until now.
    private mutating func endFlight(_ load: Load) -> (flight: Flight, wasJoinable: Bool)? {
        guard let flight = flights.removeValue(forKey: load) else { return nil }
        guard joinable[flight.key] == load else { return (flight, false) }
        joinable[flight.key] = nil
        return (flight, true)
    }
}
