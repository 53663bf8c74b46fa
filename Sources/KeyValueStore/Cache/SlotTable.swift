/// An open-addressing hash table from 32-bit hashes to slot numbers: linear probing, backward-shift deletion.
///
/// It holds each slot's hash beside its number, so probing, growing and deleting never look at the slots, and keys are
/// compared only where 32 bits agree. Backward shift (Knuth, "The Art of Computer Programming", volume 3, section 6.4,
/// algorithm R) leaves no tombstones, so a table under steady insertion and eviction never degrades.
struct SlotTable: Sendable {
    /// Slot number that means "none"; also marks an empty bucket.
    static let none = UInt32.max
    /// Buckets of a table that holds anything.
    private static let bucketCountMinimum = 8

    private struct Bucket: Sendable {
        var hash: UInt32
        var slot: UInt32

        static let empty = Bucket(hash: 0, slot: SlotTable.none)
    }

    private var buckets: [Bucket] = []
    /// Slots held.
    private(set) var count = 0

    init() {}

    /// The slot of this hash for which `isMatch` holds, or `none`.
    @inline(__always)
    func slot(hash: UInt32, where isMatch: (UInt32) -> Bool) -> UInt32 {
        if count == 0 { return Self.none }
        let mask = buckets.count - 1
        var index = Int(hash) & mask
        while true {
            let bucket = buckets[index]
            if bucket.slot == Self.none { return Self.none }
            if bucket.hash == hash, isMatch(bucket.slot) { return bucket.slot }
            index = (index + 1) & mask
        }
    }

    /// Adds a slot that the table does not hold yet.
    mutating func insert(_ slot: UInt32, hash: UInt32) {
        // At most three quarters full: a search then looks at 2.5 buckets on average if it finds, 8.5 if not.
        if (count + 1) * 4 > buckets.count * 3 { grow() }
        place(Bucket(hash: hash, slot: slot))
        count += 1
    }

    /// Takes out a slot that the table holds.
    mutating func remove(_ slot: UInt32, hash: UInt32) {
        let mask = buckets.count - 1
        var hole = Int(hash) & mask
        while buckets[hole].slot != slot { hole = (hole + 1) & mask }
        var index = (hole + 1) & mask
        while buckets[index].slot != Self.none {
            let home = Int(buckets[index].hash) & mask
            // A bucket may fill the hole if its home lies at the hole or before it, going round.
            if (index - home) & mask >= (index - hole) & mask {
                buckets[hole] = buckets[index]
                hole = index
            }
            index = (index + 1) & mask
        }
        buckets[hole] = .empty
        count -= 1
    }

    private mutating func grow() {
        let old = buckets
        buckets = Array(repeating: .empty, count: max(Self.bucketCountMinimum, old.count * 2))
        for bucket in old where bucket.slot != Self.none { place(bucket) }
    }

    private mutating func place(_ bucket: Bucket) {
        let mask = buckets.count - 1
        var index = Int(bucket.hash) & mask
        while buckets[index].slot != Self.none { index = (index + 1) & mask }
        buckets[index] = bucket
    }
}
