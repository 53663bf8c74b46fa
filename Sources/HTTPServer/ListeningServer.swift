package import NIOCore

/// A server that listens on one address until it is drained.
package final class ListeningServer: Sendable {
    private let listener: any Listener
    private let tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)]
    private let metrics: ServerMetrics

    private init(
        listener: any Listener,
        tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)],
        metrics: ServerMetrics
    ) {
        self.listener = listener
        self.tables = tables
        self.metrics = metrics
    }

    /// The address it listens on; the port is the real one where 0 was asked for.
    package var address: SocketAddress { listener.address }

    /// Connections that are open now.
    package var connectionCount: Int { metrics.connectionCount }

    /// Binds and begins to serve.
    ///
    /// - Parameters:
    ///   - metrics: where connections and requests are counted; those of this server alone.
    ///   - requestLog: who is told of each request that has ended; nil for nobody.
    /// - Throws: what the system says where the address cannot be bound.
    package static func start(
        host: String,
        port: Int,
        limits: HTTPLimits,
        application: any HTTPApplication,
        loops: ServerLoops,
        metrics: ServerMetrics = ServerMetrics(),
        requestLog: (any RequestLog)? = nil
    ) async throws -> ListeningServer {
        let limits = limits.withinDescriptors
        var tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)] = []
        for loop in loops.eventLoops {
            let table = try await loop.submit {
                let table = ConnectionTable(
                    eventLoop: loop,
                    limits: limits,
                    metrics: metrics,
                    requestLog: requestLog
                )
                return NIOLoopBound(table, eventLoop: loop)
            }.get()
            tables.append((loop, table))
        }
        let tableOfLoop = Dictionary(
            uniqueKeysWithValues: tables.map { (ObjectIdentifier($0.loop), $0.table) }
        )
        let listener = try await loops.listen(host: host, port: port) { loop in
            guard let table = tableOfLoop[ObjectIdentifier(loop)] else {
                preconditionFailure("connections come from the loops that have tables")
            }
            return ConnectionHandler(application: application, limits: limits, connections: table.value)
        }
        return ListeningServer(listener: listener, tables: tables, metrics: metrics)
    }

    /// Stops accepting, lets requests that are under way be answered, and closes every connection.
    ///
    /// - Parameter timeout: how long answers may take; what is left then is cut off.
    /// - Returns: how many connections were cut off.
    package func drain(timeout: Duration) async -> Int {
        await listener.close()
        let deadline = ContinuousClock.now.advanced(by: timeout)
        // Each loop knows before the first connection ends: who saw that one end gets no answer that promises another.
        await onEachLoop { $0.beginDraining() }
        await onEachLoop { $0.closeIdle() }
        while connectionCount > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        let rest = connectionCount
        await onEachLoop { $0.closeAll() }
        return rest
    }

    /// Does something with the connections of each loop; those of a loop that has ended are gone.
    private func onEachLoop(_ body: @escaping @Sendable (ConnectionTable) -> Void) async {
        let done = tables.map { loop, table in loop.submit { body(table.value) } }
        for future in done { try? await future.get() }
    }
}
