/// The order of use, and who has to go.
extension LRUCache {
    /// Notes a use: from probation to protected, or to the front of protected.
    @inline(__always)
    mutating func touch(_ slot: UInt32) {
        if slots[slot].segment == .protected, isSettled(slot) { return }
        unlink(slot)
        link(slot, in: .protected)
        demoteOverflow()
    }

    /// Whether a protected entry is known to be in the newest part of its list.
    ///
    /// At most as many entries are before it as were pushed to the front since it was.
    @inline(__always)
    private func isSettled(_ slot: UInt32) -> Bool {
        let pushedSince = Int(promotions &- slots[slot].promotion)
        return slot == protected.newest || pushedSince < protected.count / Self.settledDivisor
    }

    /// Adds an entry whose key is not there yet.
    mutating func add(_ value: consuming Value, key: [UInt8], hash: UInt32, cost: Int) {
        let slot = slots.insert(
            SlotSlab<Value>.Slot(
                key: key,
                value: value,
                hash: hash,
                cost: UInt32(cost),
                newer: SlotTable.none,
                older: SlotTable.none,
                promotion: 0,
                segment: .probation
            )
        )
        index.insert(slot, hash: hash)
        link(slot, in: .probation)
        evictOverflow(sparing: .probation)
    }

    /// Gives an entry another value; it becomes the newest of its segment.
    mutating func replace(_ slot: UInt32, value: consuming Value, cost: Int) {
        let segment = slots[slot].segment
        unlink(slot)
        slots[slot].value = value
        slots[slot].cost = UInt32(cost)
        link(slot, in: segment)
        demoteOverflow()
        evictOverflow(sparing: slots[slot].segment)
    }

    /// Takes an entry out of list, index and slab.
    @discardableResult
    mutating func discard(_ slot: UInt32) -> Value? {
        unlink(slot)
        index.remove(slot, hash: slots[slot].hash)
        let removed = slots.remove(slot)
        if count * 4 < slots.count { compact() }
        return removed.value
    }

    /// Moves the oldest protected entries to the front of probation until the protected segment keeps to its share.
    private mutating func demoteOverflow() {
        while protected.bytes > protectedBytesMaximum || protected.count > protectedCountMaximum {
            let slot = protected.oldest
            unlink(slot)
            link(slot, in: .probation)
        }
    }

    /// Evicts until budget and number are kept; the newest entry of the given segment is what room is made for.
    private mutating func evictOverflow(sparing segment: LRUSegment) {
        while bytes > capacityBytes || count > entryCountMaximum {
            let onlyNewestOnProbation = segment == .probation && probation.count == 1
            let takesProbation = probation.count > 0 && !onlyNewestOnProbation
            let victim = takesProbation ? probation.oldest : protected.oldest
            if victim == SlotTable.none || count == 1 { return }
            discard(victim)
            evictions += 1
        }
    }

    /// Moves everything into a slab and an index of its size, oldest first, so that the order stays.
    ///
    /// It runs after at least three evictions for each entry that it moves, so its cost per eviction is constant.
    private mutating func compact() {
        let old = removeAll()
        for segment in [LRUSegment.probation, .protected] {
            var slot = old.list(segment).oldest
            while slot != SlotTable.none {
                let number = slots.insert(old.slots[slot])
                index.insert(number, hash: old.slots[slot].hash)
                link(number, in: segment)
                slot = old.slots[slot].newer
            }
        }
    }

    @inline(__always)
    private func list(_ segment: LRUSegment) -> LRUList {
        segment == .probation ? probation : protected
    }

    @inline(__always)
    private mutating func withList(_ segment: LRUSegment, _ body: (inout LRUList) -> Void) {
        switch segment {
        case .probation: body(&probation)
        case .protected: body(&protected)
        }
    }

    /// Puts an unlinked slot at the front of a segment's list.
    private mutating func link(_ slot: UInt32, in segment: LRUSegment) {
        let second = list(segment).newest
        slots[slot].segment = segment
        slots[slot].newer = SlotTable.none
        slots[slot].older = second
        if segment == .protected {
            promotions &+= 1
            slots[slot].promotion = promotions
        }
        let cost = Int(slots[slot].cost)
        if second != SlotTable.none { slots[second].newer = slot }
        withList(segment) { list in
            list.newest = slot
            if second == SlotTable.none { list.oldest = slot }
            list.count += 1
            list.bytes += cost
        }
    }

    /// Takes a slot out of its list.
    private mutating func unlink(_ slot: UInt32) {
        let newer = slots[slot].newer
        let older = slots[slot].older
        let cost = Int(slots[slot].cost)
        if newer != SlotTable.none { slots[newer].older = older }
        if older != SlotTable.none { slots[older].newer = newer }
        withList(slots[slot].segment) { list in
            if newer == SlotTable.none { list.newest = older }
            if older == SlotTable.none { list.oldest = newer }
            list.count -= 1
            list.bytes -= cost
        }
    }
}
