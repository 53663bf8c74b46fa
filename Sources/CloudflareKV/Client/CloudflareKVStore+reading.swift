package import KeyValueStore

extension CloudflareKVStore {
    package func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        // This is no cache.
        if directive.onlyIfCached { return KVReading(entry: nil, origin: .notCached) }
        return KVReading(entry: try await results([key])[0].get(), origin: .store)
    }

    package func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        var entries: [KVEntry?] = []
        entries.reserveCapacity(keys.count)
        for result in await results(keys) { entries.append(try result.get()) }
        return entries
    }

    /// The entries that exist now, each with a result of its own.
    func results(_ keys: [KVKey]) async -> [Result<KVEntry?, KVError>] {
        let results = configuration.coalescing ? await coalescer.read(keys) : await readOneByOne(keys)
        let now = clock.wallMilliseconds()
        return results.map { result in
            result.map { entry in entry.flatMap { $0.isExpired(atMilliseconds: now) ? nil : $0 } }
        }
    }

    /// Reads without sharing: a request for each key.
    private func readOneByOne(_ keys: [KVKey]) async -> [Result<KVEntry?, KVError>] {
        var results: [Result<KVEntry?, KVError>] = []
        for key in keys { results.append(await readByItself(key)) }
        return results
    }

    private func readByItself(_ key: KVKey) async -> Result<KVEntry?, KVError> {
        if let change = coalescer.withState({ $0.overlay[key] }) { return .success(change.storedEntry) }
        do throws(KVError) {
            let items = try await coalescer.request(.read) { [upstream] in
                await upstream.client.bulkRead([key])
            }
            // What was acknowledged meanwhile wins.
            if let change = coalescer.withState({ $0.overlay[key] }) { return .success(change.storedEntry) }
            switch items[key] {
            case .text(let stored): return .success(upstream.entry(key, stored))
            case .absent: return .success(nil)
            case .notText, nil: return await coalescer.read([key])[0]
            }
        } catch {
            return .failure(error)
        }
    }
}
