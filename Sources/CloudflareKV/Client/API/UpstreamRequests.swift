import KeyValueStore

/// Turns batches into requests, and what the API stores into entries.
struct UpstreamRequests: Sendable {
    let client: KVAPIClient
    let inlineValues: KVInlineValues?
    let clock: any KVClock

    /// Sends a batch.
    func run(_ content: UpstreamBatch.Content) async -> (UpstreamOutcome, RateFeedback) {
        switch content {
        case .read(let keys):
            let reply = await client.bulkRead(keys)
            return (.read(reply.result.map(read)), reply.rate)
        case .put(let pairs):
            let now = clock.wallMilliseconds() / 1000
            let reply = await client.bulkPut(pairs.map { item($0.key, $0.entry, nowSeconds: now) })
            return (.write(reply.result), reply.rate)
        case .delete(let keys):
            let reply = await client.bulkDelete(keys)
            return (.write(reply.result), reply.rate)
        }
    }

    /// The entry as callers see it.
    func entry(_ key: KVKey, _ stored: StoredValue) -> KVEntry {
        let value = stored.value
        let metadata = inlineValues.map { $0.ownMetadata(stored.metadata, value: value) } ?? stored.metadata
        return KVEntry(
            value: value,
            metadata: metadata,
            expiration: stored.expiration,
            version: EntryVersion.of(
                key: key,
                value: value,
                metadata: metadata,
                expiration: stored.expiration
            )
        )
    }

    private func read(_ items: [KVKey: BulkReadItem]) -> [KVKey: UpstreamRead] {
        var reads: [KVKey: UpstreamRead] = [:]
        reads.reserveCapacity(items.count)
        for (key, item) in items {
            switch item {
            case .absent: reads[key] = .entry(nil)
            case .text(let stored): reads[key] = .entry(entry(key, stored))
            case .notText: reads[key] = .notText
            }
        }
        return reads
    }

    /// The pair as it goes upstream.
    ///
    /// The API takes no expiration that is less than 60 seconds ahead, and a whole request may fail of one. Such an entry
    /// lives a little longer there; this process hides it in time.
    private func item(_ key: KVKey, _ entry: KVEntry, nowSeconds: Int64) -> BulkWriteItem {
        let earliest = nowSeconds + CloudflareKVLimits.expirationSecondsAheadMinimum
        return BulkWriteItem(
            key: key,
            value: entry.value,
            metadata: inlineValues.map { $0.outgoingMetadata(for: entry) } ?? entry.metadata,
            expiration: entry.expiration.map { max($0, earliest) }
        )
    }
}
