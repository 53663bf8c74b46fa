package import NIOCore
package import NIOPosix
import Synchronization

/// A server that listens on one address until it is drained.
package final class ListeningServer: Sendable {
    /// The address it listens on; the port is the real one where 0 was asked for.
    package let address: SocketAddress
    private let listener: any Channel
    private let tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)]
    private let count: ConnectionCount

    private init(
        listener: any Channel,
        address: SocketAddress,
        tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)],
        count: ConnectionCount
    ) {
        self.listener = listener
        self.address = address
        self.tables = tables
        self.count = count
    }

    /// Connections that are open now.
    package var connectionCount: Int { count.value }

    /// Binds and begins to serve.
    ///
    /// - Throws: what the system says where the address cannot be bound.
    package static func start(
        host: String,
        port: Int,
        limits: HTTPLimits,
        application: any HTTPApplication,
        group: MultiThreadedEventLoopGroup
    ) async throws -> ListeningServer {
        let limits = limits.withinDescriptors
        let count = ConnectionCount()
        var tables: [(loop: any EventLoop, table: NIOLoopBound<ConnectionTable>)] = []
        for loop in group.makeIterator() {
            let table = try await loop.submit {
                NIOLoopBound(ConnectionTable(eventLoop: loop, limits: limits, total: count), eventLoop: loop)
            }.get()
            tables.append((loop, table))
        }
        let tableOfLoop = Dictionary(
            uniqueKeysWithValues: tables.map { (ObjectIdentifier($0.loop), $0.table) }
        )
        // SwiftNIO sets TCP_NODELAY on the listening socket, and Linux has accepted ones inherit it.
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without it a process out of descriptors asks for the next connection again and again.
                    let backoff = AcceptBackoffHandler(shouldForwardIOErrorCaught: false)
                    try channel.pipeline.syncOperations.addHandler(backoff)
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Here and not as an option of the bootstrap, which costs each connection a future.
                    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                    guard let table = tableOfLoop[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.operationUnsupported
                    }
                    let handler = ConnectionHandler(
                        application: application,
                        limits: limits,
                        connections: table.value
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: host, port: port)
            .get()
        guard let address = listener.localAddress else { throw ChannelError.unknownLocalAddress }
        return ListeningServer(listener: listener, address: address, tables: tables, count: count)
    }

    /// Stops accepting, lets requests that are under way be answered, and closes every connection.
    ///
    /// - Parameter timeout: how long answers may take; what is left then is cut off.
    /// - Returns: how many connections were cut off.
    package func drain(timeout: Duration) async -> Int {
        try? await listener.close().get()
        for (loop, table) in tables { loop.execute { table.value.beginDraining() } }
        let deadline = ContinuousClock.now.advanced(by: timeout)
        while count.value > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        let rest = count.value
        for (loop, table) in tables { try? await loop.submit { table.value.closeAll() }.get() }
        return rest
    }
}
