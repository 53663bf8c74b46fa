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
        for (name, kind, help, value) in [
            ("userkv_cache_loads_total", "counter", "Keys that the store was asked for.", statistics.loads),
            (
                "userkv_cache_collapsed_total", "counter", "Reads that waited for another read's load.",
                statistics.collapsed
            ),
            (
                "userkv_cache_evictions_total", "counter", "Entries that made room for others.",
                statistics.evictions
            ),
            (
                "userkv_cache_invalidations_total", "counter", "Entries dropped because of changes.",
                statistics.invalidations
            ),
            ("userkv_cache_entries", "gauge", "Entries held now.", statistics.entries),
            ("userkv_cache_bytes", "gauge", "Memory taken by entries now.", statistics.bytes),
        ] {
            Self.family(&text, name, kind, help)
            text += "\(name) \(value)\n"
        }
        for measure in context.cache.measures {
            Self.family(&text, "userkv_\(measure.name)", measure.kind.rawValue, measure.help)
            text += "userkv_\(measure.name) \(measure.value)\n"
        }
        Self.family(&text, "userkv_build_info", "gauge", "The version that runs.")
        text += "userkv_build_info{version=\"\(version)\"} 1\n"
        return text
    }

    private static func family(_ text: inout String, _ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }
}
