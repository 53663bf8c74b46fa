import Synchronization

/// A store in this process's memory, for tests, trials and data that may be lost.
///
/// Operations are short and hold one lock. Versions grow and are never used twice. Entries that have expired take room
/// until something touches them or room is needed.
package final class InMemoryKVStore: KVStore {
    package let guarantees = KVGuarantees(conditions: .store, consistency: .strong, durability: .process)

    private let state: Mutex<InMemoryEntries>
    private let clock: any KVClock

    /// Makes an empty store.
    ///
    /// - Parameters:
    ///   - maximumBytes: room for keys, values, metadata and `InMemoryEntries.overheadBytes` for each entry; a put
    ///     that would exceed it throws `unavailable`.
    ///   - clock: what tells when entries expire.
    package init(maximumBytes: Int, clock: any KVClock = SystemClock()) {
        state = Mutex(InMemoryEntries(maximumBytes: maximumBytes))
        self.clock = clock
    }

    /// Bytes in use, counted as for `maximumBytes`.
    package var usedBytes: Int { state.withLock { $0.usedBytes } }

    package func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        if directive.onlyIfCached { return KVReading(entry: nil, origin: .notCached) }
        let now = clock.wallMilliseconds()
        return KVReading(entry: state.withLock { $0.entry(key, nowMilliseconds: now) }, origin: .store)
    }

    package var readsInPlace: Bool { true }

    package func readInPlace(_ key: KVKey, atNanoseconds _: Int64) -> Result<KVEntry?, KVError>? {
        let now = clock.wallMilliseconds()
        return .success(state.withLock { $0.entry(key, nowMilliseconds: now) })
    }

    package func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        let now = clock.wallMilliseconds()
        return state.withLock { entries in
            keys.map { entries.entry($0, nowMilliseconds: now) }
        }
    }

    package func put(
        _ write: KVWrite,
        on executor: any KVCallbackExecutor,
        completion: @escaping KVPutCompletion
    ) {
        let now = clock.wallMilliseconds()
        let result = state.withLock { entries in
            Result { () throws(KVError) in try entries.put(write, nowMilliseconds: now) }
        }
        executor.execute { completion(write, result) }
    }

    package func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        let now = clock.wallMilliseconds()
        return state.withLock { entries in
            writes.map { write in
                Result { () throws(KVError) in try entries.put(write, nowMilliseconds: now) }
            }
        }
    }

    package func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        let now = clock.wallMilliseconds()
        return state.withLock { entries in
            deletes.map { .success(entries.delete($0, nowMilliseconds: now)) }
        }
    }

    package func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try query.validate()
        let range = try KVKeyRange(query)
        let now = clock.wallMilliseconds()
        return state.withLock { $0.page(query, range: range, nowMilliseconds: now) }
    }
}
