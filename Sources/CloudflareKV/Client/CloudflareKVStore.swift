package import HTTPClient
package import KeyValueStore

/// Cloudflare Workers KV over its REST API.
///
/// Calls that come together share requests, requests keep to the API's rate limit, and what this process wrote is seen
/// by its reads and listings although KV may go on showing the old for a minute. Conditions are atomic among the writers
/// of this process; KV has none of its own.
package final class CloudflareKVStore: KVStore {
    package let guarantees: KVGuarantees
    let configuration: CloudflareKVConfiguration
    let coalescer: RequestCoalescer
    let upstream: UpstreamRequests
    let clock: any KVClock

    /// - Parameters:
    ///   - transport: what carries the requests; it must not retry by itself.
    ///   - clock: tells when entries expire and when requests may leave.
    ///   - scheduler: calls back when something is due; goes by the same time as `clock`.
    package init(
        configuration: CloudflareKVConfiguration,
        transport: any HTTPTransport,
        clock: any KVClock = SystemClock(),
        scheduler: any KVScheduler = TaskScheduler()
    ) {
        self.configuration = configuration
        self.clock = clock
        guarantees = KVGuarantees(
            conditions: .process,
            consistency: .eventual(staleness: configuration.stalenessWindow),
            durability: .remote
        )
        let client = KVAPIClient(transport: transport, configuration: configuration)
        upstream = UpstreamRequests(client: client, inlineValues: configuration.inlineValues, clock: clock)
        coalescer = RequestCoalescer(
            state: CoalescerState(configuration),
            upstream: upstream,
            clock: clock,
            scheduler: scheduler
        )
    }

    /// Throws what is wrong when the API does not answer or refuses the credentials.
    ///
    /// It asks nobody: it tells what the latest requests found.
    package func checkReadiness() async throws(KVError) {
        let now = coalescer.now()
        let error = coalescer.withState { state -> KVError? in
            if state.isClosed { return .closed }
            return state.brokenError(now: now) ?? state.lastRefusal?.error(isWrite: false)
        }
        if let error { throw error }
    }

    /// Refuses all further calls and those that wait; requests on their way are still answered.
    package func close() {
        coalescer.close()
    }
}

extension CoalescerState {
    fileprivate init(_ configuration: CloudflareKVConfiguration) {
        let isShared = configuration.coalescing
        self.init(
            limits: CoalescerLimits(
                readBatchKeysMaximum: isShared ? KVLimits.bulkReadKeysMaximum : 1,
                writeBatchItemsMaximum: isShared ? configuration.writeBatchItemsMaximum : 1,
                writeBatchBytesMaximum: configuration.writeBatchBytesMaximum,
                requestsInFlightMaximum: isShared ? configuration.requestsInFlightMaximum : 256,
                waitingReadsMaximum: configuration.waitingReadsMaximum,
                waitingWritesMaximum: configuration.waitingWritesMaximum,
                writeMemoryBytesMaximum: configuration.writeMemoryBytesMaximum,
                attemptsMaximum: configuration.attemptsMaximum,
                gathers: isShared,
                readDeadline: configuration.readDeadline.wholeNanoseconds,
                writeDeadline: configuration.writeDeadline.wholeNanoseconds,
                writeInterval: configuration.writeInterval.wholeNanoseconds
            ),
            pacer: RequestPacer(
                policy: configuration.ratePolicy,
                reservePercent: configuration.quotaReservePercent,
                isEnabled: configuration.pacing
            ),
            overlay: WriteOverlay(window: configuration.stalenessWindow.wholeNanoseconds),
            retryPolicy: RetryPolicy(random: configuration.random)
        )
    }
}
