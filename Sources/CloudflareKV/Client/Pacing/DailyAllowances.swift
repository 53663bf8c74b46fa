import KeyValueStore

/// Remembers which kinds of operation have used up the account's allowance for the day (KV documentation, "Pricing").
///
/// Requests of such a kind would all be refused until midnight UTC, and yet use up the rate limit. They fail at once
/// instead, and one is let through now and then, because an account can also be given a larger plan.
/// A pure value: it is told the time and reads no clock.
struct DailyAllowances {
    static let pauseNanoseconds: Int64 = 60_000_000_000

    private var pauses: [UpstreamOperation: Int64] = [:]

    /// What a call gets whose kind has no allowance left; nil where it may be tried.
    func error(_ operation: UpstreamOperation, now: Int64) -> KVError? {
        guard let end = pauses[operation], now < end else { return nil }
        return UpstreamFailure.quotaExhausted.error(isWrite: false)
    }

    mutating func didExhaust(_ operation: UpstreamOperation, now: Int64) {
        pauses[operation] = now + Self.pauseNanoseconds
    }
}

/// The kinds of operation that the API counts each by itself.
enum UpstreamOperation: Hashable, Sendable {
    case read
    case put
    case delete
    case list
}

extension UpstreamBatch.Content {
    var operation: UpstreamOperation {
        switch self {
        case .read: .read
        case .put: .put
        case .delete: .delete
        }
    }
}

extension KVChange {
    var operation: UpstreamOperation {
        switch self {
        case .put: .put
        case .delete: .delete
        }
    }
}
