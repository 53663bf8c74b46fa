import KeyValueStore

/// What a write makes of a key.
enum KVChange: Hashable, Sendable {
    case put(KVEntry)
    case delete

    /// The entry that was put, whether or not it has expired.
    var storedEntry: KVEntry? {
        if case .put(let entry) = self { entry } else { nil }
    }

    /// What a reader sees at a wall-clock time in milliseconds.
    func entry(atMilliseconds now: Int64) -> KVEntry? {
        guard case .put(let entry) = self, !entry.isExpired(atMilliseconds: now) else { return nil }
        return entry
    }

    /// Memory that remembering the change takes, about.
    func bytes(for key: KVKey) -> Int {
        let overhead = 256
        guard case .put(let entry) = self else { return overhead + key.bytes.count }
        return overhead + key.bytes.count + entry.value.count + (entry.metadata?.count ?? 0)
    }
}
