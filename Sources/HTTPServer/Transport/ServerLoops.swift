package import NIOCore
import NIOPosix

/// The event loops that serve connections.
package final class ServerLoops: Sendable {
    /// How loops and sockets are made.
    package enum Transport: CaseIterable, Sendable {
        #if os(Linux)
        /// epoll(7), with sockets that the loop reads and writes itself.
        case epoll
        #endif
        /// Channels of SwiftNIO: the way where there is no epoll.
        case channels

        /// The faster one that this system has.
        package static let preferred = allCases[0]
    }

    private enum Kind {
        #if os(Linux)
        case epoll([EpollLoop], NIOThreadPool)
        #endif
        case channels(MultiThreadedEventLoopGroup)
    }

    private let kind: Kind
    package let eventLoops: [any EventLoop]

    /// Starts so many loops, each on a thread of its own.
    ///
    /// - Throws: what the system says where there are no more descriptors.
    package init(count: Int, over transport: Transport = .preferred) throws {
        switch transport {
        #if os(Linux)
        case .epoll:
            let loops = try (0..<count).map { _ in try EpollLoop() }
            let threads = NIOThreadPool(numberOfThreads: count)
            threads.start()
            for loop in loops { threads.submit { _ in loop.run() } }
            kind = .epoll(loops, threads)
            eventLoops = loops
        #endif
        case .channels:
            let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
            kind = .channels(group)
            eventLoops = Array(group.makeIterator())
        }
    }

    /// Ends the loops, which serve nobody any more.
    package func stop() async {
        switch kind {
        #if os(Linux)
        case .epoll(let loops, let threads):
            for loop in loops { loop.stop() }
            try? await threads.shutdownGracefully()
        #endif
        case .channels(let group):
            try? await group.shutdownGracefully()
        }
    }

    /// Begins to accept connections.
    ///
    /// - Throws: what the system says where the address cannot be bound.
    func listen(
        host: String,
        port: Int,
        _ makeConnection: @escaping ConnectionMaker
    ) async throws -> any Listener {
        switch kind {
        #if os(Linux)
        case .epoll(let loops, _):
            try await EpollListener.start(host: host, port: port, loops: loops, makeConnection)
        #endif
        case .channels(let group):
            try await ChannelListener.start(host: host, port: port, group: group, makeConnection)
        }
    }
}
