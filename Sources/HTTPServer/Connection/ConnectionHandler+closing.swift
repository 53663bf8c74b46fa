import NIOCore

/// How connections end, and the time-outs that make them.
extension ConnectionHandler {
    // MARK: Refusals

    /// Answers a request that cannot be served, and closes, because the place of the next request is unknown.
    func refuse(_ error: RequestError) {
        if case .draining = phase {
            // This request has had its answer.
            startClosing(lingers: true)
            return
        }
        abandonContent(error)
        if isSendingBody {
            // The answer has begun; its handler learns of the fault and says so in its own way.
            phase = .answering(ContentDecoder(framing: .none, limits: limits))
            inbound.clear()
            return
        }
        let requestID = writer.fixedRequestID()
        writer.closeAfterwards()
        writer.write(application.response(refusing: error, requestID: requestID))
        endExchange()
        startClosing(lingers: true)
    }

    func refuseConnection() {
        writer.closeAfterwards()
        let requestID = writer.fixedRequestID()
        writer.write(application.response(refusing: .tooManyConnections, requestID: requestID))
        startClosing(lingers: true)
    }

    // MARK: Closing

    /// Sends what is written and closes once it has been taken.
    ///
    /// - Parameter lingers: whether the client may still be sending. Then our side is closed first, and what
    ///   arrives is dropped for a while, so that a reset does not destroy the answer on its way (RFC 9112
    ///   section 9.6).
    func startClosing(lingers: Bool) {
        guard let socket else { return }
        waitingSince = connections.now
        phase = .closing(.init(lingers: lingers, lingerEnd: connections.now + limits.lingerTotalTimeout))
        socket.send(writer.takeBuffer()) { [self] _ in closeFlushed() }
    }

    private func closeFlushed() {
        guard case .closing(var closing) = phase else { return }
        closing.isFlushed = true
        phase = .closing(closing)
        waitingSince = connections.now
        if closing.lingers, !hasInputEnded {
            socket?.closeOutput()
        } else {
            close()
        }
    }

    /// Drops what arrives after the last answer, up to a limit.
    func dropInput() {
        guard case .closing(var closing) = phase, inbound.readableBytes > 0 else { return }
        closing.droppedBytes += inbound.readableBytes
        phase = .closing(closing)
        inbound.clear()
        if closing.isFlushed { waitingSince = connections.now }
        if closing.droppedBytes > limits.lingerBytesMaximum { close() }
    }

    /// The client has closed its side: what it asked for is still answered.
    func endOfInput() {
        switch phase {
        case .head where !isPassPending && (!hasWriteStalled || inbound.readableBytes == 0), .collecting,
            .draining:
            // What is left is no whole request.
            startClosing(lingers: false)
        case .streaming(let streamer) where !streamer.isPaused:
            abandonContent(.malformed("The connection ended within the content."))
            if !isSendingBody { startClosing(lingers: false) }
        case .closing(let closing) where closing.isFlushed:
            close()
        case .head, .streaming, .answering, .closing, .closed:
            return
        }
    }

    /// Closes at once, whatever is under way.
    func close() {
        abandonAll()
        socket?.close()
    }

    /// Closes at once, because the server ends.
    func cutOff() {
        abortExchange(.cutOff)
        close()
    }

    private func abandonAll() {
        abandonContent(.malformed("The connection was closed."))
        phase = .closed
    }

    /// Resets the connection, so that the client cannot take what it has for the whole.
    func breakOff() {
        // What was answered before has been answered.
        flush()
        abortExchange(.answerBrokeOff)
        abandonAll()
        socket?.reset()
    }

    /// Makes the current answer the last.
    func beginDraining() {
        writer.closeAfterwards()
    }

    /// Closes the connection where it waits for a request.
    func closeIfIdle() {
        // A client that is behind with reading may have sent more that is not read yet; an idle one is let go at once.
        if case .head = phase, inbound.readableBytes == 0 {
            startClosing(lingers: hasWriteStalled || mayHaveUnreadInput)
        }
    }

    // MARK: Time-outs

    /// Looks whether the client has kept the connection waiting for too long.
    func checkTimeouts() {
        if isAwaitingReader {
            checkReader()
            checkContentBesideAnswer()
            return
        }
        let waited = connections.now - waitingSince
        switch phase {
        case .head where parser.hasPartialHead:
            if waited > limits.headTimeout { refuse(.timedOut) }
        case .head:
            if waited > idleTimeout { startClosing(lingers: false) }
        case .collecting:
            if waited > limits.contentTimeout { refuse(.timedOut) }
        case .streaming(let streamer):
            // A handler that is behind is not the client's fault.
            if streamer.isPaused { return }
            if waited > limits.contentTimeout || isTooSlow(streamer) { refuse(.timedOut) }
        case .draining:
            if waited > limits.contentTimeout { startClosing(lingers: true) }
        case .closing(let closing):
            if waited > limits.lingerTimeout || connections.now > closing.lingerEnd { close() }
        case .answering, .closed:
            return
        }
    }

    /// Whether streamed content has kept to less than its least rate for a whole time-out.
    private func isTooSlow(_ streamer: ContentStreamer) -> Bool {
        if connections.now - streamer.rateSince <= limits.contentTimeout { return false }
        return streamer.bytesSinceRate < limits.streamBytesPerTimeoutMinimum
    }

    /// Looks at content that still arrives while its answer is already being sent.
    private func checkContentBesideAnswer() {
        guard case .streaming(let streamer) = phase, !streamer.isPaused else { return }
        if connections.now - contentSince > limits.contentTimeout { refuse(.timedOut) }
    }

    private var idleTimeout: TimeAmount {
        loopState.isDraining ? min(limits.lingerTimeout, limits.idleTimeout) : limits.idleTimeout
    }

    private var isAwaitingReader: Bool {
        if case .closing(let closing) = phase { return !closing.isFlushed }
        return hasWriteStalled || isSendingBody
    }

    /// Closes on a client that has not taken a byte for too long.
    private func checkReader() {
        guard let unsent = socket?.unsentBytes else { return }
        if unsent == 0 || unsent != unsentBytes {
            unsentBytes = unsent
            waitingSince = connections.now
        } else if connections.now - waitingSince > limits.writeTimeout {
            abortExchange(.timedOut)
            close()
        }
    }
}
