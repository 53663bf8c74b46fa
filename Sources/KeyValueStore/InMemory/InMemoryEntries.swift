/// What `InMemoryKVStore` keeps under its lock: the entries, their order, and how much room they take.
struct InMemoryEntries {
    /// What an entry costs besides its bytes: three array headers, a dictionary slot, a place in the order.
    static let overheadBytes = 256

    private(set) var usedBytes = 0
    private let maximumBytes: Int
    private var entries: [KVKey: KVEntry] = [:]
    private var order = SortedKeys()
    private var lastVersion: UInt64 = 0
    /// The second of the last sweep, so that a full store does not look through everything at each put.
    private var lastSweepSecond = Int64.min

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// The entry under a key; one that has expired is taken out on the way.
    mutating func entry(_ key: KVKey, nowMilliseconds now: Int64) -> KVEntry? {
        guard let entry = entries[key] else { return nil }
        if entry.isExpired(atMilliseconds: now) {
            remove(key)
            return nil
        }
        return entry
    }

    /// Puts an entry if its condition holds; throws for what is too large, and `unavailable` where room is lacking.
    mutating func put(_ write: KVWrite, nowMilliseconds now: Int64) throws(KVError) -> KVWriteOutcome {
        try write.validateSizes()
        let current = entry(write.key, nowMilliseconds: now)
        if !write.condition.holds(for: current) { return .conditionFailed(current: current) }
        let entry = KVEntry(
            value: write.value,
            metadata: write.storedMetadata,
            expiration: write.expiration,
            version: KVVersion(lastVersion + 1)
        )
        try makeRoom(for: entry, under: write.key, nowMilliseconds: now)
        lastVersion += 1
        if let replaced = entries.updateValue(entry, forKey: write.key) {
            usedBytes -= Self.cost(of: replaced, under: write.key)
        } else {
            order.insert(write.key)
        }
        usedBytes += Self.cost(of: entry, under: write.key)
        return .written(entry.version)
    }

    /// Deletes an entry if its condition holds.
    mutating func delete(_ delete: KVDelete, nowMilliseconds now: Int64) -> KVDeleteOutcome {
        let current = entry(delete.key, nowMilliseconds: now)
        if !delete.condition.holds(for: current) { return .conditionFailed(current: current) }
        if current != nil { remove(delete.key) }
        return .deleted
    }

    /// The page of a listing that begins at a range's lower bound.
    func page(_ query: KVListQuery, range: KVKeyRange, nowMilliseconds now: Int64) -> KVPage {
        var builder = KVPageBuilder(query)
        order.forEach(from: range.lowerBound) { key in
            guard key < KVKey(unchecked: range.upperBound), let entry = entries[key] else { return false }
            if entry.isExpired(atMilliseconds: now) { return true }
            return builder.add(key, entry)
        }
        return builder.page
    }

    private mutating func makeRoom(for entry: KVEntry, under key: KVKey, nowMilliseconds now: Int64)
        throws(KVError)
    {
        let replaced = entries[key].map { Self.cost(of: $0, under: key) } ?? 0
        let added = Self.cost(of: entry, under: key) - replaced
        if usedBytes + added <= maximumBytes { return }
        sweep(nowMilliseconds: now)
        if usedBytes + added <= maximumBytes { return }
        throw .unavailable(reason: "the memory given to the store is full", retryAfter: nil)
    }

    /// Takes out everything that has expired, at most once a second.
    private mutating func sweep(nowMilliseconds now: Int64) {
        guard now / 1000 != lastSweepSecond else { return }
        lastSweepSecond = now / 1000
        for (key, entry) in entries where entry.isExpired(atMilliseconds: now) { remove(key) }
    }

    private mutating func remove(_ key: KVKey) {
        guard let removed = entries.removeValue(forKey: key) else { return }
        order.remove(key)
        usedBytes -= Self.cost(of: removed, under: key)
    }

    private static func cost(of entry: KVEntry, under key: KVKey) -> Int {
        key.bytes.count + entry.value.count + (entry.metadata?.count ?? 0) + overheadBytes
    }
}
