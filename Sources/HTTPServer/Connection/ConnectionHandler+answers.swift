import NIOCore

/// From a handler's answer to the end of the exchange.
extension ConnectionHandler {
    /// Begins the work for an answer.
    ///
    /// Inlined, so that a closure at the call which only calls another is merged into the task's own: each function that
    /// suspends costs a frame and a look at the executor.
    @inline(__always)
    func startWork(
        on place: HTTPWorkPlace,
        _ work: @escaping @Sendable () async -> HTTPResponse,
        _ rest: ContentDecoder
    ) {
        let eventLoop = connections.eventLoop
        phase = .answering(rest)
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        switch place {
        case .eventLoop:
            // Begins here and now; where nothing has to be waited for, the answer is there when this returns.
            Task.immediate(executorPreference: executor) {
                let response = await work()
                handler.value.deliver(response)
            }
        case .pool:
            Task {
                let response = await work()
                eventLoop.execute { handler.value.deliver(response) }
            }
        }
    }

    /// Takes the answer to the request of an exchange, unless that is over.
    func deliver(_ response: HTTPResponse, to exchange: UInt32) {
        if exchange == self.exchange { deliver(response) }
    }

    /// Takes a handler's answer, back on the loop.
    func deliver(_ response: HTTPResponse) {
        switch phase {
        case .answering(let decoder):
            send(response, decoder)
        case .streaming where response.isStreamed && !writer.isHeadRequest:
            // The answer goes out while the content still comes in; whether the client sends all of it is not
            // known now, so this exchange is the connection's last.
            writer.closeAfterwards()
            sendHead(of: response)
        case .streaming(let streamer):
            // Answered before the content was read to its end.
            abandonContent(.malformed("The request was answered before its end."))
            writer.closeAfterwards()
            send(response, streamer.decoder)
        case .head, .collecting, .draining, .closing, .closed:
            // The connection was given up meanwhile.
            return
        }
        goOn()
    }

    func send(_ response: HTTPResponse, _ decoder: ContentDecoder) {
        if response.breaksConnection {
            breakOff()
            return
        }
        writer.write(response)
        guard case .stream(let body) = response.body, writer.sendsContent else {
            finishExchange(decoder)
            return
        }
        phase = .answering(decoder)
        flush()
        startBody(body)
    }

    /// Begins a streamed answer without leaving the phase in which content is taken.
    private func sendHead(of response: HTTPResponse) {
        guard case .stream(let body) = response.body else { return }
        writer.write(response)
        flush()
        startBody(body)
    }

    private func startBody(_ body: @escaping HTTPResponse.BodyStream) {
        isSendingBody = true
        let eventLoop = connections.eventLoop
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        let bodyWriter = HTTPBodyWriter(
            connection: handler,
            eventLoop: eventLoop,
            isChunked: writer.isVersion11
        )
        Task {
            do {
                try await body(bodyWriter)
                eventLoop.execute { handler.value.finishBody() }
            } catch {
                // A body that breaks off must not look complete: the connection is reset, without the last
                // chunk.
                eventLoop.execute { handler.value.breakOff() }
            }
        }
    }

    private func finishBody() {
        isSendingBody = false
        let decoder: ContentDecoder
        switch phase {
        case .answering(let rest):
            decoder = rest
        case .streaming(let streamer):
            abandonContent(.malformed("The request was answered before its end."))
            decoder = streamer.decoder
        default:
            return
        }
        if writer.isVersion11 { writer.writeLastChunk() }
        finishExchange(decoder)
        goOn()
    }

    func finishExchange(_ decoder: ContentDecoder) {
        endExchange()
        if !writer.keepsAlive {
            // A client that asked for the end sends no more; one that did not might, and must get to see the
            // answer.
            startClosing(lingers: requestKeepsAlive || !decoder.isFinished || mayHaveUnreadInput)
        } else if decoder.isFinished {
            becomeIdle()
        } else {
            phase = .draining(decoder, droppedBytes: 0)
            waitingSince = connections.now
        }
    }

    func becomeIdle() {
        phase = .head
        waitingSince = connections.now
        writer.reset()
    }
}
