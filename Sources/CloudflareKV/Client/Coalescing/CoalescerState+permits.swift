import KeyValueStore

extension CoalescerState {
    /// Asks for a turn for a request that cannot be shared.
    mutating func requestPermit(
        _ identifier: UInt64,
        for operation: UpstreamOperation,
        deadline: Int64,
        now: Int64
    ) {
        if isClosed {
            act(.denyPermit(identifier, .closed))
        } else if let error = allowances.error(operation, now: now) {
            act(.denyPermit(identifier, error))
        } else if let error = brokenError(now: now) {
            act(.denyPermit(identifier, error))
        } else if !permits.add(identifier, deadline: deadline, now: now) {
            act(.denyPermit(identifier, .overloaded(retryAfter: .seconds(1))))
        }
    }
}

extension Result {
    /// The error, nil for success.
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
