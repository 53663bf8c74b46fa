import NIOCore
import NIOPosix

/// Accepts connections over channels of SwiftNIO.
struct ChannelListener: Listener {
    let address: SocketAddress
    private let channel: any Channel

    /// - Throws: what the system says where the address cannot be bound.
    static func start(
        host: String,
        port: Int,
        group: MultiThreadedEventLoopGroup,
        _ makeConnection: @escaping ConnectionMaker
    ) async throws -> ChannelListener {
        // SwiftNIO sets TCP_NODELAY on the listening socket, and Linux has accepted ones inherit it.
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: HTTPLimits.backlog)
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
                    let socket = ChannelSocket(makeConnection(channel.eventLoop))
                    try channel.pipeline.syncOperations.addHandler(socket)
                }
            }
            .bind(host: host, port: port)
            .get()
        guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
        return ChannelListener(address: address, channel: channel)
    }

    func close() async {
        try? await channel.close().get()
    }
}
