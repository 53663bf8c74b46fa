/// Writing through the cache.
extension CachedKVStore {
    package func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome {
        guard settings.isEnabled else { return try await store.put(write) }
        let asked = begin([write.key])
        let result: Result<KVWriteOutcome, KVError>
        do throws(KVError) { result = .success(try await store.put(write)) } catch {
            result = .failure(error)
        }
        finish([write], [result], askedAtNanoseconds: asked)
        return try result.get()
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
        let asked = begin([delete.key])
        let result: Result<KVDeleteOutcome, KVError>
        do throws(KVError) { result = .success(try await store.delete(delete)) } catch {
            result = .failure(error)
        }
        finish([delete], [result], askedAtNanoseconds: asked)
        return try result.get()
    }

    package func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        guard settings.isEnabled else { return await store.deleteMany(deletes) }
        let asked = begin(deletes.map(\.key))
        let results = await store.deleteMany(deletes)
        finish(deletes, results, askedAtNanoseconds: asked)
        return results
    }

    /// Notes the beginning of writes; the time from which the age of what they write counts.
    private func begin(_ keys: [KVKey]) -> Int64 {
        let now = clock.monotonicNanoseconds()
        decideEach(keys.count) { machine, index in machine.beginWrite(keys[index]) }
        return now
    }

    private func finish(
        _ writes: [KVWrite],
        _ results: [Result<KVWriteOutcome, KVError>],
        askedAtNanoseconds asked: Int64
    ) {
        let now = CacheInstant(clock)
        let written = zip(writes, results).map { write, result in
            guard case .success(.written(let version)) = result else { return CachedEntry?.none }
            let entry = KVEntry(
                value: write.value,
                metadata: write.storedMetadata,
                expiration: write.expiration,
                version: version
            )
            return cachedEntry(entry, askedAtNanoseconds: asked, now: now, isWritten: true)
        }
        finish(writes.map(\.key), with: written, at: now)
    }

    private func finish(
        _ deletes: [KVDelete],
        _ results: [Result<KVDeleteOutcome, KVError>],
        askedAtNanoseconds asked: Int64
    ) {
        let now = CacheInstant(clock)
        let deleted = results.map { result in
            guard case .success(.deleted) = result else { return CachedEntry?.none }
            return cachedEntry(nil, askedAtNanoseconds: asked, now: now)
        }
        finish(deletes.map(\.key), with: deleted, at: now)
    }

    private func finish(_ keys: [KVKey], with entries: [CachedEntry?], at now: CacheInstant) {
        precondition(keys.count == entries.count, "a store gives each write a result")
        decideEach(keys.count) { machine, index in
            machine.finishWrite(keys[index], with: entries[index], atNanoseconds: now.monotonicNanoseconds)
        }
    }
}
