package import KeyValueStore

/// What the store tells of itself.
extension CloudflareKVStore {
    package var measures: [KVMeasure] {
        coalescer.withState { state in state.counts.measures + state.gauges }
    }
}

extension CoalescerCounts {
    fileprivate var measures: [KVMeasure] {
        [
            KVMeasure(
                "cloudflare_requests_total",
                .counter,
                "Requests tried, again ones included.",
                requests
            ),
            KVMeasure(
                "cloudflare_keys_read_total",
                .counter,
                "Keys that shared requests asked for, each time that they did.",
                keysRead
            ),
            KVMeasure(
                "cloudflare_keys_written_total",
                .counter,
                "Keys that shared requests put or deleted, each time that they tried.",
                keysWritten
            ),
            KVMeasure(
                "cloudflare_keys_failed_total",
                .counter,
                "Keys that the API could not write in a request that it took.",
                keysFailed
            ),
            KVMeasure(
                "cloudflare_throttled_total",
                .counter,
                "Requests that the API refused because of a rate limit.",
                throttled
            ),
            KVMeasure(
                "cloudflare_failures_total",
                .counter,
                "Requests that failed otherwise, those included that are tried again in parts.",
                failed
            ),
        ]
    }
}

extension CoalescerState {
    fileprivate var gauges: [KVMeasure] {
        [
            KVMeasure(
                "cloudflare_requests_in_flight",
                .gauge,
                "Requests without an answer yet.",
                gate.inFlight
            ),
            KVMeasure(
                "cloudflare_waiting_reads",
                .gauge,
                "Reads that wait for shared requests.",
                reads.waiterCount
            ),
            KVMeasure(
                "cloudflare_waiting_writes",
                .gauge,
                "Writes that wait for shared requests.",
                writes.waiterCount
            ),
            KVMeasure(
                "cloudflare_waiting_requests",
                .gauge,
                "Requests of one call, such as listings, that wait for their turn.",
                permits.count
            ),
            KVMeasure(
                "cloudflare_remembered_writes",
                .gauge,
                "Keys of which the API may still show an older value.",
                overlay.count
            ),
            KVMeasure(
                "cloudflare_unavailable",
                .gauge,
                "1 from the failures after which the API was left alone to the next success.",
                breaker.isClosed ? 0 : 1
            ),
        ]
    }
}
