import Synchronization

/// What a server counts about its connections and requests, for whoever watches it.
///
/// Each event loop counts for itself (`LoopMetrics`); what all have counted comes together when somebody asks.
package final class ServerMetrics: Sendable {
    let connections = ConnectionCount()
    private let loops = Mutex<[LoopMetrics.Shared]>([])
    private let routes = Mutex<[String]>([])

    package init() {}

    /// The counters of a further event loop.
    func makeLoopMetrics() -> LoopMetrics {
        let metrics = LoopMetrics()
        loops.withLock { $0.append(metrics.shared) }
        return metrics
    }

    /// Connections that are open now.
    package var connectionCount: Int { connections.value }

    /// Requests whose head has been read and whose answer has not been written.
    package var activeRequests: Int {
        sum { $0.activeRequests.load(ordering: .relaxed) }
    }

    /// Connections that were not served, because there were too many.
    package var refusedConnections: Int {
        sum { $0.refusedConnections.load(ordering: .relaxed) }
    }

    /// Requests that were not answered to their end for this cause.
    package func aborts(_ cause: RequestAbort) -> Int {
        sum { $0.aborts[cause.rawValue].load(ordering: .relaxed) }
    }

    private func sum(_ number: (LoopMetrics.Shared) -> Int) -> Int {
        loops.withLock { $0 }.reduce(0) { $0 + number($1) }
    }

    /// The number by which an application says which of its routes a request has (`ResponseWriter.route`).
    ///
    /// There is no end of them: to be asked for while the application is made, not for what a client can choose.
    package func number(ofRoute name: String) -> UInt16 {
        routes.withLock { routes in
            if let known = routes.firstIndex(of: name) { return UInt16(known) }
            routes.append(name)
            return UInt16(routes.count - 1)
        }
    }

    /// The requests that were answered, in the order of routes, methods and statuses.
    package var requests: [RequestCount] {
        var merged: [RequestKind: DurationHistogram] = [:]
        let series = loops.withLock { $0 }.flatMap { shared in shared.series.withLock { $0 } }
        for series in series {
            let durations = series.durations
            if merged[series.kind]?.add(durations) == nil { merged[series.kind] = durations }
        }
        let names = routes.withLock { $0 }
        return merged.sorted { $0.key.rank < $1.key.rank }.map { kind, durations in
            RequestCount(
                method: kind.method,
                route: kind.route.map { names[Int($0)] },
                status: kind.status,
                durations: durations
            )
        }
    }
}

extension RequestKind {
    /// Where it stands among others.
    fileprivate var rank: (Int, UInt8, UInt16) {
        (route.map { Int($0) + 1 } ?? 0, method?.rawValue ?? UInt8.max, status)
    }
}
