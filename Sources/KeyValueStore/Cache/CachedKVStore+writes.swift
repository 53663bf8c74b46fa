/// Writing through the cache.
extension CachedKVStore {
    package func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome {
        guard settings.isEnabled else { return try await store.put(write) }
        let asked = begin(write.key)
        let result: Result<KVWriteOutcome, KVError>
        do throws(KVError) { result = .success(try await store.put(write)) } catch {
            result = .failure(error)
        }
        finish(write, result, askedAtNanoseconds: asked)
        return try result.get()
    }

    package func put(
        _ write: consuming KVWrite,
        on executor: any KVCallbackExecutor,
        completion: consuming @escaping KVPutCompletion
    ) {
        guard settings.isEnabled else {
            store.put(write, on: executor, completion: completion)
            return
        }
        let asked = begin(write.key)
        store.put(write, on: executor) { [self, completion] write, result in
            finish(write, result, askedAtNanoseconds: asked)
            completion(write, result)
        }
    }

    package func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        guard settings.isEnabled else { return await store.putMany(writes) }
        let asked = begin(writes.map(\.key))
        let results = await store.putMany(writes)
        finish(writes, results, askedAtNanoseconds: asked)
        return results
    }

    package func delete(_ delete: KVDelete) async throws(KVError) -> KVDeleteOutcome {
        guard settings.isEnabled else { return try await store.delete(delete) }
        let asked = begin(delete.key)
        let result: Result<KVDeleteOutcome, KVError>
        do throws(KVError) { result = .success(try await store.delete(delete)) } catch {
            result = .failure(error)
        }
        let now = CacheInstant(clock, expiration: nil)
        finish(delete.key, with: deleted(result, askedAtNanoseconds: asked, now: now), at: now)
        return try result.get()
    }

    package func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        guard settings.isEnabled else { return await store.deleteMany(deletes) }
        let asked = begin(deletes.map(\.key))
        let results = await store.deleteMany(deletes)
        finish(deletes, results, askedAtNanoseconds: asked)
        return results
    }

    /// Notes the beginning of a write; the time from which the age of what it writes counts.
    private func begin(_ key: KVKey) -> Int64 {
        let now = clock.monotonicNanoseconds()
        decide { $0.beginWrite(key) }
        return now
    }

    /// Notes the beginning of writes; the time from which the age of what they write counts.
    private func begin(_ keys: [KVKey]) -> Int64 {
        let now = clock.monotonicNanoseconds()
        decideEach(keys.count) { machine, index in machine.beginWrite(keys[index]) }
        return now
    }

    private func finish(
        _ write: KVWrite,
        _ result: Result<KVWriteOutcome, KVError>,
        askedAtNanoseconds asked: Int64
    ) {
        let now = CacheInstant(clock, expiration: write.expiration)
        finish(write.key, with: written(write, result, askedAtNanoseconds: asked, now: now), at: now)
    }

    private func finish(
        _ writes: [KVWrite],
        _ results: [Result<KVWriteOutcome, KVError>],
        askedAtNanoseconds asked: Int64
    ) {
        let now = CacheInstant(clock)
        let entries = zip(writes, results).map { write, result in
            written(write, result, askedAtNanoseconds: asked, now: now)
        }
        finish(writes.map(\.key), with: entries, at: now)
    }

    /// What may be cached of a write; nil where it is not known to be what the store holds now.
    private func written(
        _ write: KVWrite,
        _ result: Result<KVWriteOutcome, KVError>,
        askedAtNanoseconds asked: Int64,
        now: CacheInstant
    ) -> CachedEntry? {
        guard case .success(.written(let version)) = result else { return nil }
        let entry = KVEntry(
            value: write.value,
            metadata: write.storedMetadata,
            expiration: write.expiration,
            version: version
        )
        return cachedEntry(entry, askedAtNanoseconds: asked, now: now, isWritten: true)
    }

    private func finish(
        _ deletes: [KVDelete],
        _ results: [Result<KVDeleteOutcome, KVError>],
        askedAtNanoseconds asked: Int64
    ) {
        let now = CacheInstant(clock)
        let entries = results.map { deleted($0, askedAtNanoseconds: asked, now: now) }
        finish(deletes.map(\.key), with: entries, at: now)
    }

    /// The absence that may be cached after a delete; nil where the delete is not known to have happened.
    private func deleted(
        _ result: Result<KVDeleteOutcome, KVError>,
        askedAtNanoseconds asked: Int64,
        now: CacheInstant
    ) -> CachedEntry? {
        guard case .success(.deleted) = result else { return nil }
        return cachedEntry(nil, askedAtNanoseconds: asked, now: now)
    }

    private func finish(_ key: KVKey, with entry: CachedEntry?, at now: CacheInstant) {
        decide { $0.finishWrite(key, with: entry, atNanoseconds: now.monotonicNanoseconds) }
    }

    private func finish(_ keys: [KVKey], with entries: [CachedEntry?], at now: CacheInstant) {
        precondition(keys.count == entries.count, "a store gives each write a result")
        decideEach(keys.count) { machine, index in
            machine.finishWrite(keys[index], with: entries[index], atNanoseconds: now.monotonicNanoseconds)
        }
    }
}
