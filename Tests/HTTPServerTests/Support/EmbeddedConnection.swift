import NIOCore
import NIOEmbedded

@testable import HTTPServer

/// A connection of the test application without a socket, on a loop that runs when it is told to.
struct EmbeddedConnection {
    let channel: EmbeddedChannel
    let handler: ConnectionHandler

    init(_ table: ConnectionTable, _ loop: EmbeddedEventLoop) throws {
        channel = EmbeddedChannel(loop: loop)
        handler = ConnectionHandler(
            application: TestApplication(),
            limits: HTTPLimits(),
            connections: table
        )
        try channel.pipeline.syncOperations.addHandler(ChannelSocket(handler))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }
}

extension ConnectionTable {
    /// The connections of an embedded loop, with the usual limits.
    convenience init(_ loop: EmbeddedEventLoop) {
        self.init(eventLoop: loop, limits: HTTPLimits(), metrics: ServerMetrics())
    }
}
