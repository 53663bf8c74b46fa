/// Counts requests against a limit in a window of time, and blocks whoever exceeds it.
struct RequestQuota: Sendable {
    /// What became of a request.
    struct Verdict: Hashable, Sendable {
        var isAdmitted: Bool
        /// Requests left until the reset.
        var remaining: Int
        /// Nanoseconds until the window or the block ends.
        var reset: Int64
    }

    private let limit: Int
    private let window: Int64
    private let block: Int64
    private var windowStart: Int64?
    private var used = 0
    private var blockedUntil: Int64?

    /// - Parameters:
    ///   - window: how long a window lasts, in nanoseconds; it begins with the first request.
    ///   - block: how long everything is refused once the limit is exceeded; 0 for the rest of the window.
    init(limit: Int, window: Int64, block: Int64) {
        self.limit = limit
        self.window = window
        self.block = block
    }

    /// Counts a request at a monotonic time in nanoseconds.
    mutating func admit(at now: Int64) -> Verdict {
        if let end = blockedUntil {
            if now < end { return Verdict(isAdmitted: false, remaining: 0, reset: end - now) }
            blockedUntil = nil
            windowStart = nil
        }
        if now - (windowStart ?? now - window) >= window {
            windowStart = now
            used = 0
        }
        let windowEnd = (windowStart ?? now) + window
        if used >= limit {
            let end = block > 0 ? now + block : windowEnd
            blockedUntil = end
            return Verdict(isAdmitted: false, remaining: 0, reset: end - now)
        }
        used += 1
        return Verdict(isAdmitted: true, remaining: limit - used, reset: windowEnd - now)
    }

    /// Whether nothing of the past matters any more at a monotonic time in nanoseconds.
    func isIdle(at now: Int64) -> Bool {
        now >= max(windowStart.map { $0 + window } ?? now, blockedUntil ?? now)
    }
}
