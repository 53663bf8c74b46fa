/// A sequence of keys in the shape of a published kind of workload, the same in every run.
enum Trace: String, CaseIterable {
    /// Independent requests with popularity by rank to the power of -0.99, as YCSB asks (Cooper and others, SoCC 2010).
    case zipf
    /// The same, with a scan of the whole key space after every million requests, as a nightly export makes it.
    case zipfWithScans = "zipf-with-scans"
    /// Every key in turn, again and again, the worst case of plain LRU (Johnson and Shasha, VLDB 1994).
    case loop

    /// The keys: numbers below `keyCount`.
    func keys(count: Int, keyCount: Int) -> [UInt32] {
        switch self {
        case .zipf:
            var zipf = ZipfGenerator(count: keyCount, seed: 1)
            return (0..<count).map { _ in zipf.next() }
        case .zipfWithScans:
            var zipf = ZipfGenerator(count: keyCount, seed: 1)
            var keys: [UInt32] = []
            while keys.count < count {
                for _ in 0..<keyCount { keys.append(zipf.next()) }
                for key in 0..<keyCount { keys.append(UInt32(key)) }
            }
            return keys
        case .loop:
            return (0..<count).map { UInt32($0 % keyCount) }
        }
    }

    /// Which of the keys are counted: a scan is not what a cache is for, only what it must stand.
    func isCounted(at index: Int, keyCount: Int) -> Bool {
        self != .zipfWithScans || index / keyCount % 2 == 0
    }
}
