import KeyValueStore

/// What this process wrote and KV may not show yet.
///
/// A change wins over whatever KV returns until the staleness window has passed since its acknowledgement.
/// A pure value: it is told the time and reads no clock.
struct WriteOverlay {
    private struct Record {
        var change: KVChange
        var generation: UInt64
    }

    /// An entry that expires soon is sent with an expiration as far ahead as the API demands, and is remembered until that
    /// has passed, so that it does not come to life again.
    static let expiringWindowMinimum = (CloudflareKVLimits.expirationSecondsAheadMinimum + 2) * 1_000_000_000

    private typealias Expiries = FirstInFirstOut<(time: Int64, key: KVKey, generation: UInt64)>

    private let window: Int64
    private var records: [KVKey: Record] = [:]
    private var expiries = Expiries()
    private var expiriesOfExpiring = Expiries()
    private var generation: UInt64 = 0
    /// Memory in use, about.
    private(set) var bytes = 0

    /// - Parameter window: nanoseconds.
    init(window: Int64) {
        self.window = window
    }

    var count: Int { records.count }

    /// When the next change leaves; nil where there is none.
    var nextExpiry: Int64? {
        [expiries.first?.time, expiriesOfExpiring.first?.time].compactMap { $0 }.min()
    }

    subscript(key: KVKey) -> KVChange? { records[key]?.change }

    /// Remembers an acknowledged change, in place of an earlier one of the same key.
    mutating func record(_ change: KVChange, for key: KVKey, now: Int64) {
        generation += 1
        if let earlier = records[key] { bytes -= earlier.change.bytes(for: key) }
        records[key] = Record(change: change, generation: generation)
        bytes += change.bytes(for: key)
        if change.storedEntry?.expiration == nil {
            expiries.append((now + window, key, generation))
        } else {
            expiriesOfExpiring.append((now + max(window, Self.expiringWindowMinimum), key, generation))
        }
    }

    /// Forgets what has outlived the window.
    mutating func expire(now: Int64) {
        while let first = expiries.first, first.time <= now {
            _ = expiries.popFirst()
            forget(first.key, first.generation)
        }
        while let first = expiriesOfExpiring.first, first.time <= now {
            _ = expiriesOfExpiring.popFirst()
            forget(first.key, first.generation)
        }
    }

    private mutating func forget(_ key: KVKey, _ generation: UInt64) {
        // A later change of the same key has an expiry of its own.
        guard let record = records[key], record.generation == generation else { return }
        bytes -= record.change.bytes(for: key)
        records[key] = nil
    }

    /// The changes of keys with a prefix after `lowerBound` and up to `upperBound`, in key order.
    func changes(
        prefix: [UInt8],
        after lowerBound: [UInt8]?,
        upTo upperBound: [UInt8]?
    ) -> [(key: KVKey, change: KVChange)] {
        let matching = records.filter { key, _ in
            key.bytes.starts(with: prefix)
                && (lowerBound.map { $0.lexicographicallyPrecedes(key.bytes) } ?? true)
                && (upperBound.map { !$0.lexicographicallyPrecedes(key.bytes) } ?? true)
        }
        return matching.map { ($0.key, $0.value.change) }.sorted { $0.key < $1.key }
    }
}
