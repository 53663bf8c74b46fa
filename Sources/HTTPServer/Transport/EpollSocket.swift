#if os(Linux)
import CEpoll
import Glibc
import NIOCore

/// A connection over a socket that its event loop reads and writes itself.
///
/// Answers are sent at once where they fit into the socket's buffer, which nearly all do. What does not fit waits here until
/// epoll says that there is room.
final class EpollSocket: EpollTarget, ClientSocket {
    private enum State {
        case open
        /// Sending has failed; the connection ends at the end of the turn.
        case broken
        case closed
    }

    /// Bytes that wait for room in the socket's buffer.
    private struct Piece {
        var bytes: ByteBuffer
        let completion: ((_ isTaken: Bool) -> Void)?
    }

    let peer: SocketAddress?
    private(set) var unsentBytes = 0
    private let loop: EpollLoop
    private let connection: ConnectionHandler
    private var state = State.open
    private var interest = EpollInterest.reading
    private var unsent = CircularBuffer<Piece>(initialCapacity: 0)
    private var isWritable = true
    private var hasInputEnded = false
    private var readBytes = HTTPLimits.readBytes

    init(descriptor: CInt, peer: SocketAddress?, loop: EpollLoop, connection: ConnectionHandler) {
        self.peer = peer
        self.loop = loop
        self.connection = connection
        super.init(descriptor: descriptor)
    }

    /// Begins to serve the connection.
    func open() throws {
        try loop.watch(self, interest)
        connection.opened(on: self)
    }

    // MARK: Events

    override func ready(_ events: UInt32) {
        if state != .open { return }
        let isFaulty = events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        if isFaulty || events & EPOLLIN.rawValue != 0 { readable(isFaulty: isFaulty) }
        if events & EPOLLOUT.rawValue != 0, state == .open { writable() }
    }

    /// A fault is told by reading, unless the connection does not read now.
    private func readable(isFaulty: Bool) {
        if interest.contains(.reading), connection.asksToRead() {
            read()
        } else if isFaulty {
            fail()
        } else {
            wait(for: interest.subtracting(.reading))
        }
    }

    private func read() {
        var count = 0
        var code: CInt = 0
        let bytes = loop.readBuffers.read(readBytes) { memory in
            count = recv(descriptor, memory.baseAddress, memory.count, 0)
            if count < 0 { code = errno }
            return count
        }
        if count > 0 {
            // Much at once is likely to be followed by more.
            readBytes = count == readBytes ? HTTPLimits.largeReadBytes : HTTPLimits.readBytes
            connection.received(bytes)
        } else if count == 0 {
            hasInputEnded = true
            wait(for: interest.subtracting(.reading))
            connection.inputEnded()
        } else if code != EAGAIN, code != EINTR {
            fail()
        }
    }

    private func writable() {
        while let piece = unsent.first {
            let count = sendNow(piece.bytes)
            if state != .open { return }
            unsentBytes -= count
            if count < piece.bytes.readableBytes {
                unsent[unsent.startIndex].bytes.moveReaderIndex(forwardBy: count)
                break
            }
            unsent.removeFirst()
            piece.completion?(true)
            if state != .open { return }
        }
        if unsent.isEmpty { wait(for: interest.subtracting(.writing)) }
        if !isWritable, unsentBytes < HTTPLimits.unsentBytesLowWaterMark {
            isWritable = true
            connection.writabilityChanged(true)
        }
    }

    private func wait(for interest: EpollInterest) {
        if interest == self.interest { return }
        self.interest = interest
        loop.change(self, interest)
    }

    /// Ends the connection: nobody is left to tell.
    func fail() {
        if state != .closed { connection.close() }
    }

    // MARK: Sending

    func send(_ bytes: ByteBuffer) {
        send(bytes, completion: nil)
    }

    func send(_ bytes: ByteBuffer, completion: @escaping (_ isTaken: Bool) -> Void) {
        send(bytes, completion: .some(completion))
    }

    private func send(_ bytes: ByteBuffer, completion: ((_ isTaken: Bool) -> Void)?) {
        let count = state == .open && unsent.isEmpty ? sendNow(bytes) : 0
        if state != .open {
            completion?(false)
        } else if count == bytes.readableBytes, unsent.isEmpty {
            completion?(true)
        } else {
            keep(bytes, from: count, completion)
        }
    }

    private func keep(_ bytes: ByteBuffer, from count: Int, _ completion: ((_ isTaken: Bool) -> Void)?) {
        var rest = bytes
        rest.moveReaderIndex(forwardBy: count)
        unsentBytes += rest.readableBytes
        unsent.append(Piece(bytes: rest, completion: completion))
        wait(for: interest.union(.writing))
        if isWritable, unsentBytes > HTTPLimits.unsentBytesHighWaterMark {
            isWritable = false
            connection.writabilityChanged(false)
        }
    }

    /// Sends what fits; says how many bytes that were.
    private func sendNow(_ bytes: ByteBuffer) -> Int {
        bytes.withUnsafeReadableBytes { memory in
            if memory.count == 0 { return 0 }
            while true {
                let count = Glibc.send(descriptor, memory.baseAddress, memory.count, CInt(MSG_NOSIGNAL))
                if count >= 0 { return count }
                if errno == EAGAIN { return 0 }
                if errno != EINTR { break }
            }
            state = .broken
            loop.failSoon(self)
            return 0
        }
    }

    // MARK: Reading and closing

    func resumeReading() {
        if state == .open, !hasInputEnded { wait(for: interest.union(.reading)) }
    }

    func closeOutput() {
        if state == .open { shutdown(descriptor, CInt(SHUT_WR)) }
    }

    func close() {
        if state == .closed { return }
        state = .closed
        loop.forget(self)
        unsentBytes = 0
        while let piece = unsent.popFirst() { piece.completion?(false) }
        connection.ended()
    }

    func reset() {
        if state == .closed { return }
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}
#endif
