import KeyValueStore

/// What waits for the writer: bounded, first come first served, handed out in batches of bounded size.
struct WriteQueue: Sendable {
    /// What the writer should do next.
    enum Next {
        case commit([WriteRequest])
        case end
    }

    private var waiting: [WriteRequest] = []
    /// Puts and deletes that wait.
    private(set) var operationCount = 0
    private var byteCount = 0
    private var isClosed = false

    /// Adds a request; returns why it was refused.
    ///
    /// An empty queue takes a request of any size, or a large one could never be served.
    mutating func append(_ request: WriteRequest) -> KVError? {
        if isClosed { return .closed }
        let isOverfull =
            operationCount + request.operationCount > SQLiteStoreLimits.writeQueueOperationsMaximum
            || byteCount + request.byteCount > SQLiteStoreLimits.writeQueueBytesMaximum
        if isOverfull, !waiting.isEmpty {
            return .overloaded(retryAfter: SQLiteStoreLimits.overloadRetryAfter)
        }
        waiting.append(request)
        operationCount += request.operationCount
        byteCount += request.byteCount
        return nil
    }

    /// Requests that wait.
    var requestCount: Int { waiting.count }

    /// Whether there is anything to do.
    var hasNext: Bool { isClosed || !waiting.isEmpty }

    /// Takes the next batch; nil where there is nothing to do.
    mutating func next() -> Next? {
        if waiting.isEmpty { return isClosed ? .end : nil }
        let count = batchCount()
        let batch = Array(waiting[..<count])
        waiting.removeFirst(count)
        for request in batch {
            operationCount -= request.operationCount
            byteCount -= request.byteCount
        }
        return .commit(batch)
    }

    /// Refuses what comes from now on; the writer ends when nothing waits.
    mutating func close() {
        isClosed = true
    }

    /// How many of the waiting requests, at least one, fit into one transaction.
    private func batchCount() -> Int {
        var operations = 0
        var bytes = 0
        for (index, request) in waiting.enumerated() {
            operations += request.operationCount
            bytes += request.byteCount
            let exceeds =
                operations > SQLiteStoreLimits.transactionOperationsMaximum
                || bytes > SQLiteStoreLimits.transactionBytesMaximum
            if exceeds { return max(index, 1) }
        }
        return waiting.count
    }
}
