/// Transfers that wait for their turn, first come first.
struct WaitingTransfers {
    private var transfers: [CurlTransfer] = []
    private var head = 0

    var isEmpty: Bool { head == transfers.count }

    /// Monotonic nanoseconds; nil where nothing waits.
    var earliestDeadline: Int64? { transfers[head...].lazy.map(\.deadline).min() }

    mutating func append(_ transfer: CurlTransfer) {
        transfers.append(transfer)
    }

    mutating func popFirst() -> CurlTransfer? {
        if isEmpty { return nil }
        defer {
            head += 1
            compact()
        }
        return transfers[head]
    }

    mutating func remove(_ identifier: UInt64) -> CurlTransfer? {
        guard let index = transfers[head...].firstIndex(where: { $0.identifier == identifier }) else {
            return nil
        }
        return transfers.remove(at: index)
    }

    mutating func removeExpired(at now: Int64) -> [CurlTransfer] {
        let expired = transfers[head...].filter { $0.deadline <= now }
        if !expired.isEmpty {
            transfers = transfers[head...].filter { $0.deadline > now }
            head = 0
        }
        return Array(expired)
    }

    mutating func removeAll() -> [CurlTransfer] {
        defer {
            transfers = []
            head = 0
        }
        return Array(transfers[head...])
    }

    private mutating func compact() {
        if head == transfers.count {
            transfers.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256, head * 2 >= transfers.count {
            transfers.removeFirst(head)
            head = 0
        }
    }
}
