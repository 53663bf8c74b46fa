package import KeyValueStore

/// What the store tells of itself.
extension CloudflareKVStore {
    package var measures: [KVMeasure] {
        let now = coalescer.now()
        return coalescer.withState { state in state.counts.measures + state.gauges(now: now) }
    }
}

extension CoalescerCounts {
    fileprivate var measures: [KVMeasure] {
        [
            KVMeasure("cloudflare_requests_total", .counter, "Requests sent to the API.", requests),
            KVMeasure("cloudflare_keys_read_total", .counter, "Keys read by shared requests.", keysRead),
            KVMeasure(
                "cloudflare_keys_written_total",
                .counter,
                "Keys put or deleted by shared requests, failed ones included.",
                keysWritten
            ),
            KVMeasure(
                "cloudflare_throttled_total",
                .counter,
                "Requests that the API refused because of a rate limit.",
                throttled
            ),
            KVMeasure("cloudflare_failures_total", .counter, "Requests that failed otherwise.", failed),
        ]
    }
}

extension CoalescerState {
    fileprivate func gauges(now: Int64) -> [KVMeasure] {
        [
            KVMeasure(
                "cloudflare_requests_in_flight",
                .gauge,
                "Requests without an answer yet.",
                gate.inFlight
            ),
            KVMeasure("cloudflare_waiting_reads", .gauge, "Reads that wait for theirs.", reads.waiterCount),
            KVMeasure(
                "cloudflare_waiting_writes",
                .gauge,
                "Writes that wait for theirs.",
                writes.waiterCount
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
                "1 while the API is not asked because it failed again and again.",
                brokenError(now: now) == nil ? 0 : 1
            ),
        ]
    }
}
