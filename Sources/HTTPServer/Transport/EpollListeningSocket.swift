#if os(Linux)
import CLinux
import Glibc
import NIOCore

/// The socket of a listener; touched on its event loop only.
final class EpollListeningSocket: EpollTarget {
    private let loops: [EpollLoop]
    private let makeConnection: ConnectionMaker
    private var isClosed = false
    private var nextLoop = 0

    /// - Parameter loops: those that serve connections; the first is its own.
    init(_ descriptor: CInt, _ loops: [EpollLoop], _ makeConnection: @escaping ConnectionMaker) {
        self.loops = loops
        self.makeConnection = makeConnection
        super.init(descriptor: descriptor)
    }

    override func ready(_ events: EpollInterest) {
        for _ in 0..<HTTPLimits.acceptsPerTurn {
            if isClosed || !accept() { return }
        }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        loops[0].forget(self)
    }

    /// Accepts a connection; false where there is none.
    private func accept() -> Bool {
        var storage = AddressStorage()
        let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let accepted = storage.fill { accept4(descriptor, $0, $1, flags) }
        if accepted >= 0 {
            serve(accepted, storage.address)
            return true
        }
        switch errno {
        case EAGAIN:
            return false
        case EINTR, ECONNABORTED, EPERM, EPROTO, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, ENONET,
            ENOPROTOOPT,
            EOPNOTSUPP:
            // Of the connection that was to be accepted; accept(2).
            return true
        default:
            // No descriptor or memory is left, most likely.
            pause()
            return false
        }
    }

    private func serve(_ accepted: CInt, _ peer: SocketAddress?) {
        let loop = loops[nextLoop]
        nextLoop = (nextLoop + 1) % loops.count
        let makeConnection = makeConnection
        if loop.inEventLoop {
            Self.open(accepted, peer, loop, makeConnection)
        } else {
            loop.execute { Self.open(accepted, peer, loop, makeConnection) }
        }
    }

    private static func open(
        _ accepted: CInt,
        _ peer: SocketAddress?,
        _ loop: EpollLoop,
        _ makeConnection: ConnectionMaker
    ) {
        let connection = makeConnection(loop)
        let socket = EpollSocket(descriptor: accepted, peer: peer, loop: loop, connection: connection)
        do {
            try socket.open()
        } catch {
            // The system has no room to watch one more; the client learns of it by the end.
            Glibc.close(accepted)
        }
    }

    /// Accepts nothing for a while, because what the system lacks now it would lack at once again.
    private func pause() {
        let loop = loops[0]
        loop.change(self, [])
        let target = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleTask(in: HTTPLimits.acceptPause) {
            if !target.value.isClosed { loop.change(target.value, .reading) }
        }
    }
}
#endif
