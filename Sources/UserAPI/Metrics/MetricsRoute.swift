import HTTPServer
import KeyValueStore

/// `GET /metrics`: what the service counts, in the text format of Prometheus.
package struct MetricsRoute: Sendable {
    private let context: UserAPIContext
    private let version: String

    package init(context: UserAPIContext, version: String) {
        self.context = context
        self.version = version
    }

    package var routes: [APIRoute] {
        [
            APIRoute(.get, "/metrics", Operations.document("metrics", "Counters", type: "text/plain")) {
                _,
                _,
                _ in
                // Thousands of lines may take a while.
                .later(on: .pool) {
                    HTTPResponse(
                        .ok,
                        fields: [
                            ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                            ("Cache-Control", "no-store"),
                        ],
                        body: .bytes(Array(page.utf8))
                    )
                }
            }
        ]
    }

    private var page: String {
        var text = MetricsText()
        appendRequests(to: &text)
        appendStore(to: &text)
        appendProcess(to: &text)
        text.family("userkv_build_info", "gauge", "The version that runs.")
        text.sample("userkv_build_info", [("version", version)], "1")
        return text.text
    }

    // MARK: HTTP

    /// The names are those of OpenTelemetry's semantic conventions for HTTP servers, as Prometheus writes them.
    private func appendRequests(to text: inout MetricsText) {
        let metrics = context.metrics
        text.single(
            "userkv_http_connections",
            "gauge",
            "Connections that are open.",
            "\(metrics.connectionCount)"
        )
        text.single(
            "userkv_http_refused_connections_total",
            "counter",
            "Connections that were not served because there were too many.",
            "\(metrics.refusedConnections)"
        )
        text.single(
            "http_server_active_requests",
            "gauge",
            "Requests that are being answered.",
            "\(metrics.activeRequests)"
        )
        text.family(
            "http_server_request_duration_seconds",
            "histogram",
            "Time from the end of a request's head to the end of its answer."
        )
        for requests in metrics.requests {
            Self.append(requests.durations, Self.labels(of: requests), to: &text)
        }
        text.family(
            "userkv_http_aborted_requests_total",
            "counter",
            "Requests that were not answered to their end, by cause."
        )
        for cause in RequestAbort.allCases {
            text.sample(
                "userkv_http_aborted_requests_total",
                [("cause", "\(cause.name)")],
                "\(metrics.aborts(cause))"
            )
        }
    }

    private static func labels(of requests: RequestCount) -> MetricsText.Labels {
        var labels: MetricsText.Labels = [
            ("http_request_method", requests.method.map { "\($0.name)" } ?? "_OTHER")
        ]
        if let route = requests.route { labels.append(("http_route", route)) }
        labels.append(("http_response_status_code", "\(requests.status)"))
        return labels
    }

    private static func append(
        _ durations: DurationHistogram,
        _ labels: MetricsText.Labels,
        to text: inout MetricsText
    ) {
        let name = "http_server_request_duration_seconds"
        let labels = MetricsText.rendered(labels)
        var count: UInt64 = 0
        for (bound, more) in zip(bounds, durations.counts) {
            count += more
            text.sample("\(name)_bucket", rendered: "\(labels),le=\"\(bound)\"", "\(count)")
        }
        text.sample(
            "\(name)_sum",
            rendered: labels,
            MetricsText.seconds(nanoseconds: durations.totalNanoseconds)
        )
        text.sample("\(name)_count", rendered: labels, "\(count)")
    }

    private static let bounds =
        DurationHistogram.boundsNanoseconds.map { MetricsText.seconds(nanoseconds: UInt64($0)) } + ["+Inf"]

    // MARK: Cache and store

    private func appendStore(to text: inout MetricsText) {
        let statistics = context.cache.statistics
        text.family("userkv_cache_requests_total", "counter", "Reads by what the cache did.")
        for (result, count) in [
            ("hit", statistics.hits), ("negative", statistics.negativeHits), ("miss", statistics.misses),
            ("stale", statistics.stale),
        ] {
            text.sample("userkv_cache_requests_total", [("result", result)], "\(count)")
        }
        for measure in Self.measures(of: statistics) + context.cache.measures {
            text.single(
                "userkv_\(measure.name)",
                measure.kind.rawValue,
                measure.help,
                "\(measure.value)"
            )
        }
    }

    private static func measures(of cache: CacheStatistics) -> [KVMeasure] {
        [
            KVMeasure("cache_loads_total", .counter, "Keys that the store was asked for.", cache.loads),
            KVMeasure(
                "cache_collapsed_total",
                .counter,
                "Reads that waited for another read's load.",
                cache.collapsed
            ),
            KVMeasure(
                "cache_evictions_total",
                .counter,
                "Entries that made room for others.",
                cache.evictions
            ),
            KVMeasure(
                "cache_invalidations_total",
                .counter,
                "Entries dropped because of changes.",
                cache.invalidations
            ),
            KVMeasure("cache_entries", .gauge, "Entries held now.", cache.entries),
            KVMeasure("cache_bytes", .gauge, "Memory taken by entries now.", cache.bytes),
        ]
    }

    // MARK: Process

    /// The names are those that Prometheus's own client libraries use.
    private func appendProcess(to text: inout MetricsText) {
        let process = ProcessStatistics.current
        for (name, kind, help, value) in [
            (
                "process_cpu_seconds_total", "counter", "User and system time.",
                process.processorNanoseconds.map { MetricsText.seconds(nanoseconds: $0) }
            ),
            (
                "process_resident_memory_bytes", "gauge", "Resident memory.",
                process.residentBytes.map { "\($0)" }
            ),
            ("process_open_fds", "gauge", "Open descriptors.", process.openDescriptors.map { "\($0)" }),
            (
                "process_max_fds", "gauge", "Descriptors that may be open.",
                process.descriptorsMaximum.map { "\($0)" }
            ),
        ] {
            if let value { text.single(name, kind, help, value) }
        }
    }
}
