import KeyValueStore
import KeyValueStoreTesting
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How well the LRU keeps what is asked for often.
struct LRUCacheScanTests {
    /// What the same trace finds in a plain LRU; a list of keys, newest last.
    struct PlainLRU {
        let entryCountMaximum: Int
        private var lastUse: [Int: Int] = [:]
        private var order: [Int] = []
        private var oldest = 0

        init(entryCountMaximum: Int) {
            self.entryCountMaximum = entryCountMaximum
        }

        mutating func use(_ key: Int) -> Bool {
            let isHit = lastUse[key] != nil
            lastUse[key] = order.count
            order.append(key)
            while lastUse.count > entryCountMaximum {
                if lastUse[order[oldest]] == oldest { lastUse[order[oldest]] = nil }
                oldest += 1
            }
            return isHit
        }
    }

    @Test func aScanOfTheWholeKeySpaceDoesNotFlushTheHotSet() {
        var cache = LRUCache<Int>(capacityBytes: 1 << 30, entryCountMaximum: 1000)
        for _ in 0..<2 {
            for key in 0..<700 { _ = use(key, of: &cache) }
        }
        for key in 1_000_000..<1_050_000 { _ = use(key, of: &cache) }
        var kept = 0
        for key in 0..<700 where use(key, of: &cache) { kept += 1 }
        #expect(kept == 700)
    }

    @Test func anUnfrequentedHotSetGivesWayToANewOne() {
        var cache = LRUCache<Int>(capacityBytes: 1 << 30, entryCountMaximum: 1000)
        for _ in 0..<3 {
            for key in 0..<800 { _ = use(key, of: &cache) }
        }
        // The new set is used in blocks that fit into probation, as a changing workload would.
        for _ in 0..<3 {
            for block in 0..<8 {
                for _ in 0..<2 {
                    for key in 0..<100 { _ = use(10_000 + block * 100 + key, of: &cache) }
                }
            }
        }
        var kept = 0
        for key in 10_000..<10_800 where use(key, of: &cache) { kept += 1 }
        #expect(kept == 800)
    }

    /// Half of the requests come from a Zipf-like hot distribution, half from a scan.
    @Test func underScansTheHitRatioIsWellAboveThatOfPlainLRU() {
        var random = SeededRandom(seed: 7)
        let draw = Zipf(count: 5000, exponent: 0.9)
        var cache = LRUCache<Int>(capacityBytes: 1 << 30, entryCountMaximum: 500)
        var plain = PlainLRU(entryCountMaximum: 500)
        var hits = 0
        var plainHits = 0
        let requests = 60_000
        for step in 0..<requests {
            let key = draw.next(using: &random)
            if use(key, of: &cache) { hits += 1 }
            if plain.use(key) { plainHits += 1 }
            _ = use(1_000_000 + step, of: &cache)
            _ = plain.use(1_000_000 + step)
        }
        let ratio = Double(hits) / Double(requests)
        let plainRatio = Double(plainHits) / Double(requests)
        #expect(ratio > plainRatio + 0.08, "\(ratio) against \(plainRatio)")
    }

    @Test func withoutScansTheHitRatioIsNotBelowThatOfPlainLRU() {
        var random = SeededRandom(seed: 11)
        let draw = Zipf(count: 5000, exponent: 0.9)
        var cache = LRUCache<Int>(capacityBytes: 1 << 30, entryCountMaximum: 500)
        var plain = PlainLRU(entryCountMaximum: 500)
        var hits = 0
        var plainHits = 0
        for _ in 0..<60_000 {
            let key = draw.next(using: &random)
            if use(key, of: &cache) { hits += 1 }
            if plain.use(key) { plainHits += 1 }
        }
        #expect(hits > plainHits)
    }

    private func use(_ number: Int, of cache: inout LRUCache<Int>) -> Bool {
        let key = withUnsafeBytes(of: number) { Array($0) }
        if HashedKey.with(key, { cache.value(forKey: $0) }) != nil { return true }
        cache.insert(number, forKey: key, valueBytes: 100)
        return false
    }
}

/// Numbers below a count, of which the n-th is drawn with a weight of 1 / n to the power of an exponent.
struct Zipf {
    private var sums: [Double] = []

    init(count: Int, exponent: Double) {
        var sum = 0.0
        for number in 1...count {
            sum += 1 / pow(Double(number), exponent)
            sums.append(sum)
        }
    }

    func next(using random: inout SeededRandom) -> Int {
        let target = Double.random(in: 0..<(sums.last ?? 1), using: &random)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] < target { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
