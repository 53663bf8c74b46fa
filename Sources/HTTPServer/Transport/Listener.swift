import NIOCore

/// Where connections come in.
protocol Listener: Sendable {
    /// The address it listens on; the port is the real one where 0 was asked for.
    var address: SocketAddress { get }

    /// Stops accepting, for good.
    func close() async
}

/// Makes what serves a new connection of an event loop; called on that loop.
typealias ConnectionMaker = @Sendable (any EventLoop) -> ConnectionHandler
