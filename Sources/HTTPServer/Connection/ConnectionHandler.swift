import NIOCore

/// Ordering, limits, keep-alive and time-outs of one connection.
///
/// Requests are served one after the other. While one is being answered off the loop bytes are taken once
/// more, as many as the socket reads in a turn, so what a client can make the server hold of its pipelined
/// requests is bounded.
///
/// Sending can call back into `writabilityChanged` before it returns. Therefore `process` does not
/// nest, and `flush` empties the writer before it sends.
final class ConnectionHandler {
    let application: any HTTPApplication
    let limits: HTTPLimits
    let loopState: EventLoopState
    let connections: ConnectionTable
    /// Those of the table's loop; asked for with each request, and two steps away would be counted twice.
    let executor: EventLoopTaskExecutor
    private let pendingFlushes: PendingFlushes
    /// Nil before the connection is open and after its end.
    private(set) var socket: (any ClientSocket)?
    var phase = ConnectionPhase.head
    var writer: ResponseWriter
    var inbound = ByteBuffer()
    /// When the current wait began, by the table's clock.
    var waitingSince: NIODeadline
    /// Whether answers wait for the client beyond what the socket likes to hold.
    var hasWriteStalled = false
    /// When streamed content last arrived, by the table's clock.
    var contentSince: NIODeadline
    /// Whether a streamed answer is being sent.
    var isSendingBody = false
    /// What waited for the client when it was last looked at.
    var unsentBytes = 0
    private(set) var hasInputEnded = false
    /// Tells the connection's exchanges apart.
    private(set) var exchange: UInt32 = 0
    /// When the head of the request was read that is being served; nil between requests.
    var exchangeBegan: NIODeadline?
    /// The path of that request, where somebody keeps a log.
    var exchangePath: String?
    /// Whether somebody does.
    let logsRequests: Bool
    /// The client's address for such a log.
    lazy var peerAddress = writer.peerAddress
    /// What the client asked for the connection after the current request.
    var requestKeepsAlive = true
    private(set) var parser: RequestHeadParser
    private var isProcessing = false
    private var isReadHeld = false
    /// Bytes of answers that this pass has sent.
    private var passBytes = 0
    /// Whether it goes on in another turn with requests that have been read.
    private(set) var isPassPending = false

    init(application: any HTTPApplication, limits: HTTPLimits, connections: ConnectionTable) {
        self.application = application
        self.limits = limits
        self.connections = connections
        loopState = connections.loopState
        logsRequests = loopState.requestLog != nil
        executor = connections.executor
        pendingFlushes = connections.pendingFlushes
        parser = RequestHeadParser(limits: limits)
        writer = ResponseWriter(loopState: loopState)
        waitingSince = connections.now
        contentSince = connections.now
    }

    // MARK: What the socket tells

    func opened(on socket: any ClientSocket) {
        self.socket = socket
        writer.peer = socket.peer
        let admission = connections.add(self)
        if admission == .served { return }
        loopState.metrics.refuseConnection()
        if admission == .refused { refuseConnection() } else { close() }
    }

    /// The socket is gone.
    func ended() {
        abandonContent(.malformed("The connection ended."))
        abortExchange(.clientGone)
        phase = .closed
        inbound = ByteBuffer()
        socket = nil
        connections.remove(self)
    }

    func received(_ bytes: consuming ByteBuffer) {
        append(bytes)
        process()
        flushSoon()
    }

    func writabilityChanged(_ isWritable: Bool) {
        hasWriteStalled = !isWritable
        waitingSince = connections.now
        if isWritable {
            process()
            flush()
        }
    }

    func inputEnded() {
        hasInputEnded = true
        process()
        flush()
    }

    /// Whether bytes may be read from the socket now; if not, it is told when to read on.
    func asksToRead() -> Bool {
        if mayRead { return true }
        isReadHeld = true
        return false
    }

    // MARK: Input

    /// Whether more bytes may be taken from the socket now.
    private var mayRead: Bool {
        switch phase {
        case .head: !hasWriteStalled && !isPassPending
        case .collecting, .draining, .closing: true
        case .streaming(let streamer): !streamer.isPaused
        // A well-behaved client sends nothing before it has the answer, so asking costs nothing; not asking would
        // cost two calls of the kernel for every such request.
        case .answering: inbound.readableBytes == 0
        case .closed: false
        }
    }

    /// Whether the client has sent more than was looked at, as far as is known.
    var mayHaveUnreadInput: Bool { inbound.readableBytes > 0 || (socket?.mayHaveInput ?? false) }

    private func resumeReading() {
        guard isReadHeld, mayRead else { return }
        isReadHeld = false
        socket?.resumeReading()
    }

    private func append(_ received: consuming ByteBuffer) {
        if case .head = phase, !parser.hasPartialHead { waitingSince = connections.now }
        if inbound.readableBytes == 0 {
            inbound = received
            return
        }
        inbound.writeImmutableBuffer(received)
    }

    /// Lets go of the memory of what was read once little or nothing of it is needed.
    ///
    /// A client whose reads never end at the end of a request would otherwise make it grow for ever.
    private func trimInput() {
        if inbound.readableBytes == 0 {
            inbound = ByteBuffer()
        } else {
            inbound.letGoOfRest()
        }
    }

    // MARK: The way of a request

    /// Goes on with whatever has been received, as far as it leads.
    func process() {
        if isProcessing { return }
        isProcessing = true
        passBytes = 0
        do throws(RequestError) {
            while try step() {}
        } catch {
            refuse(error)
        }
        isProcessing = false
        trimInput()
        if hasInputEnded { endOfInput() }
        resumeReading()
    }

    /// Goes on after an answer; one that came at once leaves this to the pass that asked for it.
    func goOn() {
        if isProcessing { return }
        process()
        flushSoon()
    }

    /// Lets others be served before it goes on with what has been read.
    private func goOnInAnotherTurn() {
        if isPassPending { return }
        isPassPending = true
        let handler = NIOLoopBound(self, eventLoop: connections.eventLoop)
        connections.eventLoop.execute {
            handler.value.isPassPending = false
            handler.value.process()
            handler.value.flushSoon()
        }
    }

    /// Takes one step; false where bytes, an answer or room to write must come first.
    private func step() throws(RequestError) -> Bool {
        switch phase {
        case .head:
            return try stepHead()
        case .collecting(var collector):
            // Taken out while it changes, so that its bytes are not copied.
            phase = .closed
            if try collector.take(from: &inbound) {
                finishCollecting(collector)
                return true
            }
            phase = .collecting(collector)
            return false
        case .streaming(var streamer):
            let isComplete = try streamer.take(from: &inbound)
            streamer.measureRate(at: connections.now, enough: limits.streamBytesPerTimeoutMinimum)
            waitingSince = connections.now
            contentSince = connections.now
            if isComplete {
                contentWasRead()
                phase = .answering(ContentDecoder(framing: .none, limits: limits))
            } else {
                phase = .streaming(streamer)
            }
            return false
        case .draining(var decoder, let dropped):
            return try stepDraining(&decoder, dropped)
        case .closing:
            dropInput()
            return false
        case .answering:
            return false
        case .closed:
            inbound.clear()
            return false
        }
    }

    private func stepHead() throws(RequestError) -> Bool {
        if writer.buffer.readableBytes > limits.outboundBytesHighWaterMark {
            passBytes += writer.buffer.readableBytes
            flush()
        }
        if inbound.readableBytes == 0 || hasWriteStalled { return false }
        if passBytes > HTTPLimits.passBytesMaximum {
            goOnInAnotherTurn()
            return false
        }
        guard case .head(let head, let consumed) = try parser.parse(inbound) else { return false }
        inbound.moveReaderIndex(forwardBy: consumed)
        exchange &+= 1
        try serve(head)
        return true
    }

    private func stepDraining(_ decoder: inout ContentDecoder, _ dropped: Int) throws(RequestError) -> Bool {
        switch try decoder.next(from: &inbound) {
        case .incomplete:
            phase = .draining(decoder, droppedBytes: dropped)
            return false
        case .piece(let piece):
            let total = dropped + piece.readableBytes
            phase = .draining(decoder, droppedBytes: total)
            if total > limits.drainBytesMaximum { startClosing(lingers: true) }
            return true
        case .end:
            becomeIdle()
            return true
        }
    }

    // MARK: Output

    /// Sends what has been written, together with the answers of others where there are some.
    private func flushSoon() {
        let bytes = writer.buffer.readableBytes
        if bytes > 0 { pendingFlushes.add(self, bytes: bytes) }
    }

    /// Sends what has been written.
    func flush() {
        guard let socket, writer.buffer.readableBytes > 0 else { return }
        let bytes = writer.takeBuffer()
        socket.send(bytes)
        loopState.spareBuffers.giveBack(consume bytes)
    }

    /// Sends a piece of a streamed answer; that there is one shows that the client took the one before.
    func sendPiece(_ piece: ByteBuffer, completion: @escaping (_ isTaken: Bool) -> Void) {
        waitingSince = connections.now
        guard let socket else {
            completion(false)
            return
        }
        socket.send(piece, completion: completion)
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}
