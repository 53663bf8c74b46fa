import KeyValueStore

/// Cuts many operations into parts that fit one transaction each.
struct TransactionParts<Operation: Sendable>: Sequence, IteratorProtocol {
    /// Operations for one transaction.
    struct Part: Sendable {
        let operations: ArraySlice<Operation>
        let byteCount: Int
    }

    private let operations: [Operation]
    private let byteCounts: [Int]
    private var position = 0

    init(_ operations: [Operation], byteCount: (Operation) -> Int) {
        self.operations = operations
        byteCounts = operations.map(byteCount)
    }

    /// The next part: as many operations as the limits allow, at least one.
    mutating func next() -> Part? {
        guard position < operations.count else { return nil }
        let start = position
        var bytes = 0
        repeat {
            bytes += byteCounts[position]
            position += 1
        } while position < operations.count
            && position - start < SQLiteStoreLimits.transactionOperationsMaximum
            && bytes + byteCounts[position] <= SQLiteStoreLimits.transactionBytesMaximum
        return Part(operations: operations[start..<position], byteCount: bytes)
    }
}

extension KVWrite {
    /// What the write takes up while it waits.
    var byteCount: Int { key.bytes.count + value.count + (metadata?.count ?? 0) }
}
