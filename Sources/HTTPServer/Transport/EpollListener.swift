#if os(Linux)
import CLinux
import Glibc
import NIOCore

/// Accepts connections on one event loop and hands them to all in turn.
struct EpollListener: Listener {
    let address: SocketAddress
    private let loop: EpollLoop
    private let target: NIOLoopBound<EpollListeningSocket>

    /// - Throws: what the system says where the address cannot be bound.
    static func start(
        host: String,
        port: Int,
        loops: [EpollLoop],
        _ makeConnection: @escaping ConnectionMaker
    ) async throws -> EpollListener {
        let asked = try SocketAddress.makeAddressResolvingHost(host, port: port)
        let descriptor = try listen(on: asked)
        do {
            let address = try localAddress(of: descriptor)
            let loop = loops[0]
            let target = try await loop.submit {
                let target = EpollListeningSocket(descriptor, loops, makeConnection)
                try loop.watch(target, .reading)
                return NIOLoopBound(target, eventLoop: loop)
            }.get()
            return EpollListener(address: address, loop: loop, target: target)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    func close() async {
        try? await loop.submit { target.value.close() }.get()
    }

    private static func listen(on address: SocketAddress) throws -> CInt {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let family = CInt(address.protocol.rawValue)
        let descriptor = try SystemCall.checked("socket") { socket(family, type, 0) }
        do {
            // Accepted sockets inherit the second.
            try turnOn(SO_REUSEADDR, SOL_SOCKET, descriptor)
            try turnOn(TCP_NODELAY, CInt(IPPROTO_TCP), descriptor)
            try address.withSockAddr { address, length in
                _ = try SystemCall.checked("bind") { bind(descriptor, address, socklen_t(length)) }
            }
            _ = try SystemCall.checked("listen") { Glibc.listen(descriptor, HTTPLimits.backlog) }
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func turnOn(_ option: CInt, _ level: CInt, _ descriptor: CInt) throws {
        var one: CInt = 1
        let length = socklen_t(MemoryLayout<CInt>.size)
        _ = try SystemCall.checked("setsockopt") { setsockopt(descriptor, level, option, &one, length) }
    }

    private static func localAddress(of descriptor: CInt) throws -> SocketAddress {
        var storage = AddressStorage()
        _ = try SystemCall.checked("getsockname") {
            storage.fill { getsockname(descriptor, $0, $1) }
        }
        guard let address = storage.address else { throw ChannelError.unknownLocalAddress }
        return address
    }
}
#endif
