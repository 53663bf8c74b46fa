/// What came of one request, and what its headers say about the rate limit.
struct UpstreamReply<Value: Sendable>: Sendable {
    var result: Result<Value, UpstreamFailure>
    var rate: RateFeedback

    init(_ result: Result<Value, UpstreamFailure>, rate: RateFeedback = RateFeedback()) {
        self.result = result
        self.rate = rate
    }

    func map<Other>(_ transform: (Value) -> Result<Other, UpstreamFailure>) -> UpstreamReply<Other> {
        UpstreamReply<Other>(result.flatMap(transform), rate: rate)
    }
}

/// What an answer's headers say about the rate limit.
struct RateFeedback: Hashable, Sendable {
    var states: [RateLimitState] = []
    var policies: [RateLimitPolicy] = []
    /// Seconds from now; only with a 429.
    var retryAfterSeconds: Int?
    /// Whether the answer refuses requests as such, and not only this one for its key or its kind.
    var isThrottled = false
}
