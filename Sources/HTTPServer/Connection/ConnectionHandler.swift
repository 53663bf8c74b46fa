import NIOCore

/// The only handler in the pipeline: ordering, limits, keep-alive and time-outs of one connection.
///
/// Requests are served one after the other. While one is being answered off the loop bytes are taken once
/// more, as many as the channel reads in a turn, so what a client can make the server hold of its pipelined
/// requests is bounded.
///
/// Writing can call back into `channelWritabilityChanged` before it returns. Therefore `process` does not
/// nest, and `flush` empties the writer before it writes.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let application: any HTTPApplication
    let limits: HTTPLimits
    let loopState: EventLoopState
    let connections: ConnectionTable
    var context: ChannelHandlerContext?
    /// The context's, which asks for it anew each time.
    private var channel: (any Channel)?
    var phase = ConnectionPhase.head
    var writer: ResponseWriter
    var inbound = ByteBuffer()
    /// When the current wait began, by the table's clock.
    var waitingSince: NIODeadline
    /// Whether answers wait for the client beyond what the channel likes to hold.
    var hasWriteStalled = false
    /// When streamed content last arrived, by the table's clock.
    var contentSince: NIODeadline
    /// Whether a streamed answer is being sent.
    var isSendingBody = false
    /// What waited for the client when it was last looked at.
    var unsentBytes = 0
    var hasInputEnded = false
    /// Tells the connection's exchanges apart.
    private(set) var exchange: UInt32 = 0
    /// What the client asked for the connection after the current request.
    var requestKeepsAlive = true
    /// Answers that the channel has been given and has not sent.
    private var channelWrites = 0
    /// Looked for when a second answer is sent: a connection for one answer does better without it.
    private var socket: DirectSocket?
    private var hasFlushed = false
    private(set) var parser: RequestHeadParser
    private var isProcessing = false
    private var isReadHeld = false

    init(application: any HTTPApplication, limits: HTTPLimits, connections: ConnectionTable) {
        self.application = application
        self.limits = limits
        self.connections = connections
        loopState = connections.loopState
        parser = RequestHeadParser(limits: limits)
        writer = ResponseWriter(loopState: loopState)
        waitingSince = connections.now
        contentSince = connections.now
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        channel = context.channel
        writer.peer = context.remoteAddress
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        channel = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        switch connections.add(self) {
        case .served: break
        case .refused: refuseConnection()
        case .dropped: close()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandonContent(.malformed("The connection ended."))
        phase = .closed
        inbound = ByteBuffer()
        connections.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        append(unwrapInboundIn(data))
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flushSoon()
        // The channel is about to ask the whole pipeline for this, unless it has been asked for before.
        if mayRead { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        hasWriteStalled = !context.channel.isWritable
        waitingSince = connections.now
        if !hasWriteStalled {
            process()
            flush()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else { return }
        hasInputEnded = true
        process()
        flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A socket error: nobody is left to tell.
        close()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    /// The pieces of streamed answers come through here; each shows that the client took the one before.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        waitingSince = connections.now
        context.write(data, promise: promise)
    }

    // MARK: Input

    /// Whether more bytes may be taken from the socket now.
    private var mayRead: Bool {
        switch phase {
        case .head: !hasWriteStalled
        case .collecting, .draining, .closing: true
        case .streaming(let streamer): !streamer.isPaused
        // A well-behaved client sends nothing before it has the answer, so asking costs nothing; not asking would
        // cost two calls of the kernel for every such request.
        case .answering: inbound.readableBytes == 0
        case .closed: false
        }
    }

    private func resumeReading() {
        guard isReadHeld, mayRead, let context else { return }
        isReadHeld = false
        context.read()
    }

    private func append(_ received: ByteBuffer) {
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
        } else if inbound.storageCapacity > 2048 + 4 * inbound.readableBytes {
            inbound = ByteBuffer(bytes: inbound.readableBytesView)
        }
    }

    // MARK: The way of a request

    /// Goes on with whatever has been received, as far as it leads.
    func process() {
        if isProcessing { return }
        isProcessing = true
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
        if writer.buffer.readableBytes > limits.outboundBytesHighWaterMark { flush() }
        if inbound.readableBytes == 0 || hasWriteStalled { return false }
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
        if bytes > 0 { connections.pendingFlushes.add(self, bytes: bytes) }
    }

    /// Sends what has been written.
    func flush() {
        guard let channel, writer.buffer.readableBytes > 0 else { return }
        var bytes = writer.takeBuffer()
        if channelWrites == 0, !isSendingBody, channel.isActive { socket(of: channel)?.send(&bytes) }
        if bytes.readableBytes > 0 { write(bytes) }
        loopState.spareBuffers.giveBack(consume bytes)
    }

    private func socket(of channel: any Channel) -> DirectSocket? {
        if socket == nil, hasFlushed { socket = DirectSocket(channel) }
        hasFlushed = true
        return socket
    }

    /// Has the channel send what the socket did not take at once.
    private func write(_ bytes: ByteBuffer) {
        guard let context else { return }
        channelWrites += 1
        let isWritten = context.eventLoop.makePromise(of: Void.self)
        isWritten.futureResult.assumeIsolated().whenComplete { [self] _ in channelWrites -= 1 }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: isWritten)
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}
