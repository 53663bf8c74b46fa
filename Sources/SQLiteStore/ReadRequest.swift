import KeyValueStore

/// Work for a reader.
struct ReadRequest: Sendable {
    /// Reads and answers the caller, inside a snapshot.
    let perform: @Sendable (ReadSession) -> Void
    /// Answers the caller that nothing could be read.
    let fail: @Sendable (KVError) -> Void
}

/// What waits for the readers: bounded, first come first served.
struct ReadQueue: Sendable {
    /// What a reader should do next.
    enum Next {
        case read([ReadRequest])
        case end
    }

    private var waiting: [ReadRequest] = []
    private var isClosed = false
    private let readers: Int

    init(readers: Int) {
        self.readers = readers
    }

    /// Adds a request; returns why it was refused.
    mutating func append(_ request: ReadRequest) -> KVError? {
        if isClosed { return .closed }
        if waiting.count >= SQLiteStoreLimits.readQueueRequestsMaximum {
            return .overloaded(retryAfter: SQLiteStoreLimits.overloadRetryAfter)
        }
        waiting.append(request)
        return nil
    }

    /// Takes a reader's fair share of what waits; nil where there is nothing to do.
    mutating func next() -> Next? {
        if waiting.isEmpty { return isClosed ? .end : nil }
        let share = (waiting.count + readers - 1) / readers
        let count = min(share, SQLiteStoreLimits.readsPerSnapshotMaximum)
        let requests = Array(waiting[..<count])
        waiting.removeFirst(count)
        return .read(requests)
    }

    /// Refuses what comes from now on; readers end when nothing waits.
    mutating func close() {
        isClosed = true
    }
}
