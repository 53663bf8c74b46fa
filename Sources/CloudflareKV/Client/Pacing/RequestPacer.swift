/// Decides when a request may leave so that the API's rate limit is never met.
///
/// Two rules. The hard one: in no stretch of time as long as a policy's window do more requests leave than its quota,
/// less a reserve; this holds however the server counts. The soft one: as the quota empties, requests spread out over
/// the time that is left, so that there is never a long silence. A request that is worth its price (a well filled
/// batch) is spread out later than one that is not.
///
/// A pure value: it is told the time and reads no clock.
struct RequestPacer {
    /// How well a request uses its place in the quota.
    enum Worth {
        /// A well filled batch, or a request that cannot be shared.
        case full
        /// A batch that would be cheaper with more calls in it.
        case partial

        /// The part of the quota, in per cent, below which such requests spread out.
        fileprivate var spreadingBelowPercent: Int {
            switch self {
            case .full: 50
            case .partial: 90
            }
        }
    }

    /// Departures that are remembered, and so the largest quota that is made use of.
    static let departuresMaximum = 100_000
    /// Added to every window, for requests that arrive closer together than they left.
    static let windowSlackNanoseconds: Int64 = 2_000_000_000
    /// The pause after a 429 that does not say how long.
    static let pauseWithoutHintSeconds = 10
    /// The longest pause that the API can impose.
    static let pauseSecondsMaximum = 600

    /// How many times faster than evenly the rest of a quota is spent; then a steady load uses 2/3 of it.
    static let eagerness: Int64 = 2

    private struct Window {
        var quota: Int
        var length: Int64
    }

    private let isEnabled: Bool
    private let reservePercent: Int
    private var windows: [Window]
    /// When requests left, oldest first.
    private var departures = FirstInFirstOut<Int64>()
    private var lastDeparture: (full: Int64?, partial: Int64?)
    private var blockedUntil: Int64 = .min

    init(policy: RateLimitPolicy, reservePercent: Int, isEnabled: Bool) {
        self.isEnabled = isEnabled
        self.reservePercent = reservePercent
        windows = []
        learn([policy])
    }

    /// The earliest time at which a request may leave; not before `now`.
    func earliestDeparture(_ worth: Worth, now: Int64) -> Int64 {
        var earliest = max(now, blockedUntil)
        if !isEnabled { return earliest }
        for window in windows {
            let used = departures.count - firstDeparture(after: now - window.length)
            if used >= window.quota {
                let freeing = departures[departures.count - window.quota]
                earliest = max(earliest, freeing + window.length + 1)
                continue
            }
            let remaining = window.quota - used
            if remaining * 100 >= window.quota * worth.spreadingBelowPercent { continue }
            let last = worth == .full ? lastDeparture.full : lastDeparture.partial
            if let last {
                earliest = max(earliest, last + window.length / (Int64(remaining) * Self.eagerness))
            }
        }
        return earliest
    }

    /// Notes that a request leaves.
    mutating func didDepart(_ worth: Worth, now: Int64) {
        departures.append(now)
        switch worth {
        case .full: lastDeparture.full = now
        case .partial: lastDeparture.partial = now
        }
        let longest = windows.map(\.length).max() ?? 0
        while let first = departures.first, first < now - longest || departures.count > Self.departuresMaximum
        {
            _ = departures.popFirst()
        }
    }

    /// Learns from an answer's headers; `departed` is when its request left.
    mutating func didReceive(_ feedback: RateFeedback, departed: Int64, now: Int64) {
        let policies = feedback.policies.filter { $0.quota > 0 && $0.windowSeconds > 0 }
        if !policies.isEmpty { learn(policies) }
        for state in feedback.states { learn(state, departed: departed, now: now) }
        if feedback.isThrottled {
            let seconds = min(
                feedback.retryAfterSeconds ?? Self.pauseWithoutHintSeconds,
                Self.pauseSecondsMaximum
            )
            blockedUntil = max(blockedUntil, now + Int64(max(1, seconds)) * 1_000_000_000)
        }
    }

    private mutating func learn(_ policies: [RateLimitPolicy]) {
        windows = policies.map { policy in
            let quota = min(policy.quota, Self.departuresMaximum)
            let seconds = Int64(min(policy.windowSeconds, 86_400))
            return Window(
                quota: max(1, quota - quota * reservePercent / 100),
                length: seconds * 1_000_000_000 + Self.windowSlackNanoseconds
            )
        }
    }

    /// Somebody else may use the same quota: what the API says is left counts, less what left meanwhile.
    private mutating func learn(_ state: RateLimitState, departed: Int64, now: Int64) {
        let since = departures.count - firstDeparture(after: departed)
        let reserve = windows.map(\.quota).min().map { $0 * reservePercent / 100 } ?? 0
        if state.remaining - since <= reserve {
            let seconds = min(state.resetSeconds, Self.pauseSecondsMaximum)
            blockedUntil = max(blockedUntil, now + Int64(seconds) * 1_000_000_000)
        }
    }

    /// The index of the first departure after a time.
    private func firstDeparture(after time: Int64) -> Int {
        var low = 0
        var high = departures.count
        while low < high {
            let middle = (low + high) / 2
            if departures[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
