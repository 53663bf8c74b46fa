import KeyValueStore

/// How a `CloudflareKVStore` reaches its namespace, and its limits.
package struct CloudflareKVConfiguration: Sendable {
    /// Cloudflare's own API.
    package static let standardBaseURL = "https://api.cloudflare.com/client/v4"

    /// The base URL without a slash at its end.
    package var baseURL: String
    /// 32 hexadecimal digits.
    package var accountID: String
    /// 32 hexadecimal digits.
    package var namespaceID: String
    package var token: APIToken

    /// Time from a read's call to its answer.
    package var readDeadline: Duration = .seconds(10)
    /// Time from a write's call to its answer.
    package var writeDeadline: Duration = .seconds(20)
    /// Time that one HTTP request may take.
    package var requestTimeout: Duration = .seconds(10)
    /// How long the store may go on answering with what a write replaced (KV documentation, "How KV works").
    ///
    /// Conditions rely on it too: what was acknowledged while a condition's state was being read is remembered here.
    /// So it has to be longer than `readDeadline`, or a write of this process can be lost to another one of it.
    package var stalenessWindow: Duration = .seconds(60)

    /// Whether calls share requests; without it every call is a request of its own, for comparison.
    package var coalescing = true
    /// Whether requests keep to the rate limit; without it the limit is met head on, for comparison.
    package var pacing = true
    /// What applies until the API says otherwise in its `Ratelimit-Policy` header.
    package var ratePolicy = RateLimitPolicy(name: "default", quota: 1200, windowSeconds: 300)
    /// The part of every quota that is left to other users of the token, in per cent.
    package var quotaReservePercent = 4

    /// Requests on their way at a time.
    package var requestsInFlightMaximum = 8
    /// Reads that wait for an answer; more are refused.
    package var waitingReadsMaximum = 100_000
    /// Writes that wait for an answer; more are refused.
    package var waitingWritesMaximum = 100_000
    /// Bytes of all writes that wait or are remembered for read-your-writes.
    ///
    /// When they are used up, writes are refused with `overloaded` until older ones leave the staleness window;
    /// nothing acknowledged is ever forgotten early.
    package var writeMemoryBytesMaximum = 64 * 1024 * 1024
    /// Pairs or keys in one bulk write.
    package var writeBatchItemsMaximum = KVLimits.bulkWriteItemsMaximum
    /// Bytes of one bulk write's body, about.
    package var writeBatchBytesMaximum = CloudflareKVLimits.bulkWriteBytesMaximum
    /// Time between two writes of one key, at least (KV documentation, "Limits").
    package var writeInterval: Duration = .seconds(1)
    /// Tries of one request, the first included.
    package var attemptsMaximum = 4

    /// A number in 0..<1 for the jitter of retries.
    package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// How values travel in metadata; nil for not at all.
    package var inlineValues: KVInlineValues?

    package init(
        baseURL: String = standardBaseURL,
        accountID: String,
        namespaceID: String,
        token: APIToken
    ) {
        var baseURL = baseURL
        while baseURL.hasSuffix("/") { baseURL.removeLast() }
        self.baseURL = baseURL
        self.accountID = accountID
        self.namespaceID = namespaceID
        self.token = token
    }
}

extension CloudflareKVConfiguration {
    /// Keeps to the limits of the Worker that answers for a KV binding.
    ///
    /// There is no limit on requests to keep to, but one on what a request may hold.
    package mutating func adaptToBinding() {
        pacing = false
        writeBatchItemsMaximum = CloudflareKVLimits.bindingWriteItemsMaximum
        writeBatchBytesMaximum = CloudflareKVLimits.bindingWriteBytesMaximum
    }
}

extension Duration {
    /// Whole nanoseconds, at most about 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return .max / 4 }
        return min(product + attoseconds / 1_000_000_000, .max / 4)
    }
}
