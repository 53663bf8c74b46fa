import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import struct KeyValueStore.SlotTable

/// The LRU against a model that is too simple to be wrong.
struct LRUCacheModelTests {
    /// Segmented LRU over two arrays, newest first, with linear search.
    struct Model {
        struct Entry {
            var key: [UInt8]
            var value: Int
            var cost: Int
        }

        let capacityBytes: Int
        let slotBytes = LRUCache<Int>.slotBytes
        var probation: [Entry] = []
        var protected: [Entry] = []
        var slots = 0

        var count: Int { probation.count + protected.count }
        var bytes: Int {
            (probation + protected).reduce(0) { $0 + $1.cost } + (slots - count) * slotBytes
        }

        mutating func value(_ key: [UInt8]) -> Int? {
            guard let entry = take(key)?.entry else { return nil }
            protected.insert(entry, at: 0)
            demote()
            return entry.value
        }

        mutating func insert(_ value: Int, _ key: [UInt8], bytes valueBytes: Int) -> Bool {
            let cost = slotBytes + MemoryCost.array(key) + valueBytes
            guard cost <= capacityBytes / 4 else {
                _ = remove(key)
                return false
            }
            let entry = Entry(key: key, value: value, cost: cost)
            if let wasProtected = take(key)?.wasProtected {
                if wasProtected { protected.insert(entry, at: 0) } else { probation.insert(entry, at: 0) }
                demote()
            } else {
                probation.insert(entry, at: 0)
                slots = max(slots, count)
            }
            while bytes > capacityBytes {
                let spares = probation.count == 1 && probation[0].key == key
                if probation.isEmpty || spares { protected.removeLast() } else { probation.removeLast() }
                compact()
            }
            return true
        }

        mutating func remove(_ key: [UInt8]) -> Int? {
            let taken = take(key)?.entry.value
            if taken != nil { compact() }
            return taken
        }

        private mutating func compact() {
            if count * 4 < slots { slots = count }
        }

        private mutating func demote() {
            while protected.reduce(0, { $0 + $1.cost }) > Int(Double(capacityBytes) * 0.8) {
                probation.insert(protected.removeLast(), at: 0)
            }
        }

        private mutating func take(_ key: [UInt8]) -> (entry: Entry, wasProtected: Bool)? {
            if let index = probation.firstIndex(where: { $0.key == key }) {
                return (probation.remove(at: index), false)
            }
            if let index = protected.firstIndex(where: { $0.key == key }) {
                return (protected.remove(at: index), true)
            }
            return nil
        }
    }

    /// With at most seven protected entries the order is exact; with more, the newest eighth of it is not.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func randomOperationsDoWhatTheModelDoes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let capacityBytes = 1000
        var cache = LRUCache<Int>(capacityBytes: capacityBytes)
        var model = Model(capacityBytes: capacityBytes)
        let keys = (0..<20).map { Array("key\($0)".utf8) }
        for step in 0..<1000 {
            let key = keys[Int.random(in: 0..<keys.count, using: &random)]
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                let found = HashedKey.with(key) { cache.value(forKey: $0) }
                let expected = model.value(key)
                #expect(found == expected)
            case 4..<9:
                let bytes = Int.random(in: 40...180, using: &random)
                let admitted = cache.insert(step, forKey: key, valueBytes: bytes)
                let expected = model.insert(step, key, bytes: bytes)
                #expect(admitted == expected)
            default:
                let removed = HashedKey.with(key) { cache.remove($0) }
                let expected = model.remove(key)
                #expect(removed == expected)
            }
            let agrees = cache.count == model.count && cache.bytes == model.bytes
            #expect(agrees && cache.bytes <= capacityBytes)
        }
        #expect(cache.counters.evictions > 50)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func inLargeCachesTheBudgetHoldsAndValuesAreTheLastOnesInserted(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var cache = LRUCache<Int>(capacityBytes: 100_000, entryCountMaximum: 600)
        var last: [Int: Int] = [:]
        for step in 0..<30_000 {
            // Sizes wander, so that slots get free and are given back.
            let scale = step / 3000 % 2 == 0 ? 10 : 4000
            let number = Int.random(in: 0..<2000, using: &random)
            let key = Array("key\(number)".utf8)
            if Bool.random(using: &random) {
                let bytes = Int.random(in: 0...scale, using: &random)
                last[number] = cache.insert(step, forKey: key, valueBytes: bytes) ? step : nil
            } else if let value = HashedKey.with(key, { cache.value(forKey: $0) }) {
                #expect(value == last[number])
            }
            if cache.bytes > 100_000 || cache.count > 600 { Issue.record("budget exceeded at step \(step)") }
        }
        #expect(cache.counters.hits > 1000)
    }

    /// A table whose keys collide, wrap around the end and come and go, against a dictionary.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func theTableFindsWhatItHoldsWhateverWasDeletedBefore(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = SlotTable()
        var model: [UInt32: UInt32] = [:]
        // Few hashes close to a power of two: long runs, many of them around the end of the table.
        let hashes = (0..<6).map { UInt32.max &- 2 &+ $0 }
        for _ in 0..<1000 {
            let slot = UInt32.random(in: 0..<60, using: &random)
            if let hash = model[slot] {
                table.remove(slot, hash: hash)
                model[slot] = nil
            } else if let hash = hashes.randomElement(using: &random) {
                table.insert(slot, hash: hash)
                model[slot] = hash
            }
            let misplaced = (0..<60 as Range<UInt32>).filter { slot in
                let holder = hashes.first { hash in table.slot(hash: hash, where: { $0 == slot }) == slot }
                return holder != model[slot]
            }
            #expect(misplaced.isEmpty && table.count == model.count)
        }
    }
}
