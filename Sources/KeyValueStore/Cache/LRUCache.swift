/// Keeps what was used lately, within a budget of bytes.
///
/// The policy is segmented LRU (Karedla, Love, Wherry: "Caching strategies to improve disk system performance", IEEE
/// Computer 27(3), 1994). A new entry starts in the probation segment; a second use moves it to the protected one,
/// whose share of the budget is bounded and whose overflow goes back to probation. Eviction takes the least recently
/// used entry of probation. So a scan, which uses everything once, flushes probation only, and the hot set stays.
///
/// A plain value without lock or clock; the owner synchronises. Memory: one slot and a share of the index per entry,
/// the key array and the value itself, all counted (`MemoryCost`). Slots and index grow by need and so are bounded by
/// the budget; they shrink when three quarters of the slots are free.
package struct LRUCache<Value> {
    /// The share of the budget, in bytes and in entries, that the protected segment may take.
    package static var protectedShare: Double { 0.8 }
    /// The share of the budget above which one entry is not admitted, so that one value cannot push out most others.
    package static var entryShareMaximum: Double { 0.25 }
    /// The part of the protected segment, as a divisor of its count, whose order is kept only roughly.
    ///
    /// An entry known to be in the newest eighth is not moved to the very front when used, which spares hot entries the
    /// relinking and their neighbours' cache lines.
    static var settledDivisor: Int { 8 }

    /// The most bytes that the cache may take; 0 turns it off.
    package let capacityBytes: Int
    /// The most entries that the cache may hold.
    package let entryCountMaximum: Int
    let protectedBytesMaximum: Int
    let protectedCountMaximum: Int

    var slots = SlotSlab<Value>()
    var index = SlotIndex()
    var probation = LRUList()
    var protected = LRUList()
    /// Counts pushes to the front of the protected segment; wraps around.
    var promotions: UInt32 = 0

    private var hits = 0
    private var misses = 0
    private var insertions = 0
    var evictions = 0

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - capacityBytes: the budget; 0 or less turns the cache off.
    ///   - entryCountMaximum: a further bound on the number of entries.
    package init(capacityBytes: Int, entryCountMaximum: Int = Int(UInt32.max) - 1) {
        self.capacityBytes = max(0, capacityBytes)
        // Slot numbers have 32 bits, of which one value means "none".
        self.entryCountMaximum = min(max(0, entryCountMaximum), Int(UInt32.max) - 1)
        protectedBytesMaximum = Int(Double(self.capacityBytes) * Self.protectedShare)
        protectedCountMaximum = Int(Double(self.entryCountMaximum) * Self.protectedShare)
    }

    /// What a slot and its share of the table take, whether the slot is used or free.
    package static var slotBytes: Int {
        MemoryLayout<SlotSlab<Value>.Slot>.stride + MemoryCost.tableShareBytes
    }

    /// Entries held.
    package var count: Int { index.count }

    /// Bytes taken by entries, slots and index.
    package var bytes: Int { probation.bytes + protected.bytes + slots.freeCount * Self.slotBytes }

    /// What happened so far and what is held now.
    package var counters: LRUCounters {
        LRUCounters(
            hits: hits,
            misses: misses,
            insertions: insertions,
            evictions: evictions,
            entries: count,
            bytes: bytes
        )
    }

    /// The value under a key if there is one and `isUsable` holds for it; that counts as a use.
    ///
    /// Allocates nothing.
    @inline(__always)
    package mutating func value(forKey key: HashedKey, where isUsable: (Value) -> Bool) -> Value? {
        let slot = slotNumber(of: key)
        guard slot != SlotTable.none, let value = slots[slot].value, isUsable(value) else {
            misses += 1
            return nil
        }
        hits += 1
        touch(slot)
        return value
    }

    /// The value under a key, if there is one; that counts as a use.
    ///
    /// Allocates nothing.
    package mutating func value(forKey key: HashedKey) -> Value? {
        value(forKey: key) { _ in true }
    }

    /// The value under a key, without counting as a use.
    package func peek(_ key: HashedKey) -> Value? {
        let slot = slotNumber(of: key)
        return slot == SlotTable.none ? nil : slots[slot].value
    }

    /// Puts a value under a key, in place of what was there, and evicts what no longer fits.
    ///
    /// - Parameters:
    ///   - valueBytes: heap memory that the value keeps alive.
    /// - Returns: whether the value was admitted. If not, what was there before is gone all the same.
    @discardableResult
    package mutating func insert(_ value: consuming Value, forKey key: [UInt8], valueBytes: Int) -> Bool {
        let cost = Self.slotBytes + MemoryCost.array(key) + valueBytes
        let hash = HashedKey.with(key) { $0.hash }
        let existing = slotNumber(of: key, hash: hash)
        guard isAdmissible(cost: cost) else {
            if existing != SlotTable.none { discard(existing) }
            return false
        }
        insertions += 1
        if existing != SlotTable.none {
            replace(existing, value: value, cost: cost)
        } else {
            add(value, key: key, hash: hash, cost: cost)
        }
        return true
    }

    /// Takes out what is under a key.
    @discardableResult
    package mutating func remove(_ key: HashedKey) -> Value? {
        let slot = slotNumber(of: key)
        return slot == SlotTable.none ? nil : discard(slot)
    }

    /// Empties the cache and gives back its memory; the counters of events go on.
    ///
    /// - Returns: what the cache held, so that the owner of a lock can let a million entries be freed after unlocking.
    @discardableResult
    package mutating func removeAll() -> LRUCache {
        let removed = self
        slots = SlotSlab()
        index = SlotIndex()
        probation = LRUList()
        protected = LRUList()
        return removed
    }

    private func isAdmissible(cost: Int) -> Bool {
        entryCountMaximum > 0 && cost <= Int(UInt32.max)
            && cost <= Int(Double(capacityBytes) * Self.entryShareMaximum)
    }

    /// A function of its own: asked in one that changes the cache, the closure would copy all of it first.
    private func slotNumber(of key: [UInt8], hash: UInt32) -> UInt32 {
        index.slot(hash: hash) { slots[$0].key == key }
    }

    @inline(__always)
    private func slotNumber(of key: HashedKey) -> UInt32 {
        index.slot(hash: key.hash) { key.matches(slots[$0].key) }
    }
}

extension LRUCache: Sendable where Value: Sendable {}
