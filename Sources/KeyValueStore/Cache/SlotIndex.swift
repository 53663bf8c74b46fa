/// Finds slot numbers by 32-bit hashes: many small hash tables, chosen by the highest bits of the hash.
///
/// Each table doubles on its own, so filling a cache with millions of entries never stops everybody for the doubling of
/// one large table.
struct SlotIndex: Sendable {
    private static let tableBits = 6

    private var tables = [SlotTable](repeating: SlotTable(), count: 1 << tableBits)
    /// Slots held.
    private(set) var count = 0

    init() {}

    /// The slot of this hash for which `isMatch` holds, or `SlotTable.none`.
    @inline(__always)
    func slot(hash: UInt32, where isMatch: (UInt32) -> Bool) -> UInt32 {
        tables[Self.table(of: hash)].slot(hash: hash, where: isMatch)
    }

    /// Adds a slot that the index does not hold yet.
    mutating func insert(_ slot: UInt32, hash: UInt32) {
        tables[Self.table(of: hash)].insert(slot, hash: hash)
        count += 1
    }

    /// Takes out a slot that the index holds.
    mutating func remove(_ slot: UInt32, hash: UInt32) {
        tables[Self.table(of: hash)].remove(slot, hash: hash)
        count -= 1
    }

    @inline(__always)
    private static func table(of hash: UInt32) -> Int {
        Int(hash >> (32 - tableBits))
    }
}
