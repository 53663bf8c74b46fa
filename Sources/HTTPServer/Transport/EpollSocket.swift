#if os(Linux)
import CLinux
import Glibc
import NIOCore

/// A connection over a socket that its event loop reads and writes itself.
///
/// Answers are sent at once where they fit into the socket's buffer, which nearly all do. What does not fit waits here until
/// epoll says that there is room.
///
/// Events come by edges: once for all that has arrived, not again as long as it lies there. So the socket remembers whether
/// there may be more to read: not after a read that brought less than it had room for, unless it is known that the read ended at
/// something else: the end of the input, a fault, or the mark of an urgent byte (epoll(7), tcp(7)).
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
    private let readBuffers: ReadBuffers
    private let connection: ConnectionHandler
    private var state = State.open
    private var interest: EpollInterest = [.reading, .inputEnd, .urgent, .edges]
    private var unsent = CircularBuffer<Piece>(initialCapacity: 0)
    private var isWritable = true
    /// Whether a read may bring something.
    private var mayHaveMore = false
    /// Whether the loop will have it read.
    private var isAwaitingRead = false
    /// Whether a read may be short and there still be more.
    private var mayReadShort = false
    /// Whether there was a fault, which a read tells when everything before it has been read.
    private var isFaulty = false
    private var hasInputEnded = false
    private var readBytes = HTTPLimits.readBytes

    init(descriptor: CInt, peer: SocketAddress?, loop: EpollLoop, connection: ConnectionHandler) {
        self.peer = peer
        self.loop = loop
        readBuffers = loop.readBuffers
        self.connection = connection
        super.init(descriptor: descriptor)
    }

    /// Begins to serve the connection.
    func open() throws {
        try loop.watch(self, interest)
        connection.opened(on: self)
    }

    // MARK: Events

    override func ready(_ events: EpollInterest) {
        if state != .open { return }
        if !events.isDisjoint(with: .fault) { isFaulty = true }
        if !events.isDisjoint(with: [.inputEnd, .urgent, .fault]) { mayReadShort = true }
        if !events.isDisjoint(with: [.reading, .inputEnd, .fault]) {
            mayHaveMore = true
            readOrFail()
        }
        if events.contains(.writing), state == .open { writable() }
    }

    /// Reads once, after the loop has been asked for that.
    func readOn() {
        isAwaitingRead = false
        if state == .open, mayHaveMore { readOrFail() }
    }

    private func readSoon() {
        if isAwaitingRead { return }
        isAwaitingRead = true
        loop.readSoon(self)
    }

    /// A fault is told by reading, unless the connection does not read now.
    private func readOrFail() {
        if !hasInputEnded, connection.asksToRead() {
            read()
        } else if isFaulty {
            fail()
        }
    }

    private func read() {
        var count = 0
        var code: CInt = 0
        let descriptor = descriptor
        let bytes = readBuffers.read(readBytes) { memory in
            count = recv(descriptor, memory.baseAddress, memory.count, 0)
            if count < 0 { code = errno }
            return count
        }
        if count > 0 {
            let isFull = count == readBytes
            // Much at once is likely to be followed by more.
            readBytes = isFull ? HTTPLimits.largeReadBytes : HTTPLimits.readBytes
            mayHaveMore = isFull || mayReadShort
            if mayHaveMore { readSoon() }
            connection.received(bytes)
        } else if count == 0 {
            mayHaveMore = false
            hasInputEnded = true
            connection.inputEnded()
        } else if code == EAGAIN {
            mayHaveMore = false
            mayReadShort = false
            isFaulty = false
        } else if code == EINTR {
            readSoon()
        } else {
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

    var mayHaveInput: Bool { mayHaveMore }

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
        if state == .open, mayHaveMore { readSoon() }
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
