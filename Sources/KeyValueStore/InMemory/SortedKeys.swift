/// A set of keys in UTF-8 byte order.
///
/// Kept as consecutive short sorted runs: finding a key is two binary searches, and inserting or removing one moves at
/// most a run's worth of others, where a single sorted array would move half of all.
struct SortedKeys {
    /// A run that grows past this is cut in two.
    static let runKeysMaximum = 512

    /// No run is empty.
    private var runs: [[KVKey]] = []

    /// Adds a key that is not in the set.
    mutating func insert(_ key: KVKey) {
        if runs.isEmpty {
            runs.append([key])
            return
        }
        let run = max(0, runs.partitioningIndex { key < $0[0] } - 1)
        let position = runs[run].partitioningIndex { key < $0 }
        runs[run].insert(key, at: position)
        if runs[run].count > Self.runKeysMaximum { split(run) }
    }

    /// Takes out a key that is in the set.
    mutating func remove(_ key: KVKey) {
        let run = runs.partitioningIndex { key < $0[0] } - 1
        let position = runs[run].partitioningIndex { key <= $0 }
        runs[run].remove(at: position)
        if runs[run].isEmpty { runs.remove(at: run) }
    }

    /// Calls `body` with each key from `lowerBound` on, in order, until it returns false.
    func forEach(from lowerBound: [UInt8], _ body: (KVKey) -> Bool) {
        let bound = KVKey(unchecked: lowerBound)
        var run = max(0, runs.partitioningIndex { bound < $0[0] } - 1)
        guard run < runs.count else { return }
        var position = runs[run].partitioningIndex { bound <= $0 }
        while run < runs.count {
            while position < runs[run].count {
                if !body(runs[run][position]) { return }
                position += 1
            }
            run += 1
            position = 0
        }
    }

    private mutating func split(_ run: Int) {
        let middle = runs[run].count / 2
        let upperHalf = Array(runs[run][middle...])
        runs[run].removeSubrange(middle...)
        runs.insert(upperHalf, at: run + 1)
    }
}

extension Array {
    /// The first index whose element satisfies a predicate that is false for a front part and true for the rest.
    fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
