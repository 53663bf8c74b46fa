/// Numbered slots in chunks of fixed size, with a list of the free ones.
///
/// Chunks mean that growing never moves what is there: no pause and no doubled memory while a large cache fills.
struct SlotSlab<Value> {
    /// One entry of the cache.
    struct Slot {
        var key: [UInt8]
        /// Nil while the slot is free.
        var value: Value?
        var hash: UInt32
        /// Bytes charged to the budget.
        var cost: UInt32
        /// The neighbour that was used more recently.
        var newer: UInt32
        /// The neighbour that was used less recently; the next free slot while the slot is free.
        var older: UInt32
        /// Number of the push to the front of the protected segment that brought the entry there.
        var promotion: UInt32
        var segment: LRUSegment
    }

    private static var chunkBits: UInt32 { 8 }
    private static var chunkCapacity: Int { 1 << Int(chunkBits) }

    private var chunks: [[Slot]] = []
    private var firstFree = SlotTable.none
    /// Slots made, used or free.
    private(set) var count = 0
    /// Slots free for use.
    private(set) var freeCount = 0

    init() {}

    subscript(number: UInt32) -> Slot {
        @inline(__always) _read {
            yield chunks[Int(number >> Self.chunkBits)][Int(number) & (Self.chunkCapacity - 1)]
        }
        @inline(__always) _modify {
            yield &chunks[Int(number >> Self.chunkBits)][Int(number) & (Self.chunkCapacity - 1)]
        }
    }

    /// Puts `slot` into a free place and returns its number.
    mutating func insert(_ slot: consuming Slot) -> UInt32 {
        if firstFree != SlotTable.none {
            let number = firstFree
            firstFree = self[number].older
            freeCount -= 1
            self[number] = slot
            return number
        }
        let number = UInt32(count)
        if count & (Self.chunkCapacity - 1) == 0 {
            chunks.append([])
            // The first chunk grows by need, so that a small cache stays small.
            if count > 0 { chunks[chunks.count - 1].reserveCapacity(Self.chunkCapacity) }
        }
        chunks[chunks.count - 1].append(slot)
        count += 1
        return number
    }

    /// Takes the slot out and makes its place free.
    mutating func remove(_ number: UInt32) -> Slot {
        let slot = self[number]
        self[number].key = []
        self[number].value = nil
        self[number].older = firstFree
        firstFree = number
        freeCount += 1
        return slot
    }
}

extension SlotSlab: Sendable where Value: Sendable {}
extension SlotSlab.Slot: Sendable where Value: Sendable {}
