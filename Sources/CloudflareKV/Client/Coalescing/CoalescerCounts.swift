/// What the coalescer has sent and what came of it, since the start of the process.
struct CoalescerCounts: Hashable, Sendable {
    /// Requests that were tried.
    var requests = 0
    /// Keys to be read, put or deleted by those that several calls may share; each time that they were tried.
    var keysRead = 0
    var keysWritten = 0
    /// Keys that the API could not write in a request that it took.
    var keysFailed = 0
    /// Requests refused because of the rate, or because of their keys' rate.
    var throttled = 0
    /// Requests that failed in another way.
    var failed = 0

    /// Notes a request that several calls may share.
    mutating func didSend(_ content: UpstreamBatch.Content) {
        switch content {
        case .read: keysRead += content.count
        case .put, .delete: keysWritten += content.count
        }
    }

    /// Notes what came of a request.
    mutating func didEnd(_ failure: UpstreamFailure?) {
        switch failure {
        // That the caller gave up says nothing about the API.
        case nil, .cancelled: break
        case .throttled, .keysThrottled: throttled += 1
        case .transient, .refused, .quotaExhausted, .notAccepted, .tooLarge, .unreadable: failed += 1
        }
    }
}
