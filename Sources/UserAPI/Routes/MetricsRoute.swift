import HTTPServer
import KeyValueStore

/// `GET /metrics`: counters in the text format of Prometheus, version 0.0.4.
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
                .response(
                    HTTPResponse(
                        .ok,
                        fields: [
                            ("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                            ("Cache-Control", "no-store"),
                        ],
                        body: .bytes(Array(page.utf8))
                    )
                )
            }
        ]
    }

    private var page: String {
        let statistics = context.cache.statistics
        var text = ""
        Self.family(&text, "userkv_cache_requests_total", "counter", "Reads by what the cache did.")
        for (result, count) in [
            ("hit", statistics.hits), ("negative", statistics.negativeHits), ("miss", statistics.misses),
            ("stale", statistics.stale),
        ] {
            text += "userkv_cache_requests_total{result=\"\(result)\"} \(count)\n"
        }
        for measure in measures(of: statistics) + context.cache.measures {
            let name = "userkv_\(measure.name)"
            Self.family(&text, name, measure.kind.rawValue, measure.help)
            text += "\(name) \(measure.value)\n"
        }
        Self.family(&text, "userkv_build_info", "gauge", "The version that runs.")
        text += "userkv_build_info{version=\"\(version)\"} 1\n"
        return text
    }

    private func measures(of cache: CacheStatistics) -> [KVMeasure] {
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

    private static func family(_ text: inout String, _ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }
}
