import NIOCore

/// From a request's head to its handler.
extension ConnectionHandler {
    func serve(_ head: RequestHead) throws(RequestError) {
        writer.prepare(for: head)
        beginExchange(head)
        requestKeepsAlive = head.keepsAlive
        if head.contains(.requestID) { writer.requestID = Self.requestID(of: head) }
        let expectsContinue = head.isVersion11 && head.contains(.expect) && head.framing != .none
        if expectsContinue || isTooMuchToDrain(head.framing) {
            // Until the content has been read, an answer has to be the last one.
            writer.closeAfterwards()
        }
        let decoder = ContentDecoder(framing: head.framing, limits: limits)
        switch application.respond(to: head, &writer) {
        case .answered:
            finishExchange(decoder)
        case .response(let response):
            send(response, decoder)
        case .later(let place, let work):
            startWork(on: place, work, decoder)
        case .collect(let maximum, let place, let work):
            try checkLength(head.framing, maximum)
            if expectsContinue { sendContinue() }
            try collect(ContentCollector(decoder: decoder, maximum: maximum, work: .task(on: place, work)))
        case .collectReplying(let maximum, let work):
            try checkLength(head.framing, maximum)
            if expectsContinue { sendContinue() }
            try collect(ContentCollector(decoder: decoder, maximum: maximum, work: .replying(work)))
        case .stream(let maximum, let work):
            try checkLength(head.framing, maximum)
            if expectsContinue { sendContinue() }
            startStreaming(decoder, maximum, work)
        }
    }

    private func isTooMuchToDrain(_ framing: RequestHead.Framing) -> Bool {
        if case .length(let length) = framing { return length > limits.drainBytesMaximum }
        return false
    }

    private func checkLength(_ framing: RequestHead.Framing, _ maximum: Int) throws(RequestError) {
        if case .length(let length) = framing, length > maximum { throw .contentTooLarge(limit: maximum) }
    }

    private static func requestID(of head: RequestHead) -> RequestID? {
        guard !head.isRepeated(.requestID) else { return nil }
        return head.withValue(of: .requestID) { value in
            guard (1...128).contains(value.count), CharacterClass.requestID.containsAll(value) else {
                return nil
            }
            return .received(String(decoding: value, as: UTF8.self))
        } ?? nil
    }

    /// Asks for the content, unless some of it is there: its sender waits for nothing then (RFC 9110 section
    /// 10.1.1).
    private func sendContinue() {
        if inbound.readableBytes == 0 { writer.writeContinue() }
    }

    /// The content is off the connection, so another request can follow.
    func contentWasRead() {
        if isSendingBody { return }
        writer.keepsAlive = requestKeepsAlive && !loopState.isDraining
    }

    /// Begins to collect; most contents have come with their head.
    private func collect(_ collector: consuming ContentCollector) throws(RequestError) {
        // The collector is nowhere else while it changes, so that its bytes are not copied.
        phase = .closed
        if try collector.take(from: &inbound) {
            finishCollecting(collector)
            return
        }
        phase = .collecting(collector)
        waitingSince = connections.now
    }

    func finishCollecting(_ collector: consuming ContentCollector) {
        contentWasRead()
        let bytes = collector.bytes
        let isLong = bytes.count > limits.eventLoopContentBytesMaximum
        let rest = ContentDecoder(framing: .none, limits: limits)
        switch collector.work {
        case .task(let place, let work):
            startWork(on: isLong ? .pool : place, { await work(bytes) }, rest)
        case .replying(let work):
            phase = .answering(rest)
            let reply = HTTPReply(to: self)
            if isLong { Task { work(bytes, reply) } } else { work(bytes, reply) }
        }
    }

    private func startStreaming(
        _ decoder: ContentDecoder,
        _ maximum: Int,
        _ work: @escaping @Sendable (HTTPBodyStream) async -> HTTPResponse
    ) {
        let eventLoop = connections.eventLoop
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        let stream = HTTPBodyStream(bufferBytesMaximum: limits.streamBufferBytesMaximum) {
            eventLoop.execute { handler.value.resumeStreaming() }
        }
        phase = .streaming(
            ContentStreamer(decoder: decoder, maximum: maximum, stream: stream, now: connections.now)
        )
        waitingSince = connections.now
        Task {
            let response = await work(stream)
            eventLoop.execute { handler.value.deliver(response) }
        }
    }

    private func resumeStreaming() {
        guard case .streaming(var streamer) = phase else { return }
        // The pause was the handler's.
        streamer.measureRate(at: connections.now, enough: 0)
        streamer.isPaused = false
        phase = .streaming(streamer)
        process()
        flush()
    }

    /// Tells a handler that still takes content that there will be no more.
    func abandonContent(_ error: RequestError) {
        if case .streaming(let streamer) = phase { streamer.stream.finish(.failure(error)) }
    }
}
