import NIOCore

/// What is counted and logged of a connection's requests.
extension ConnectionHandler {
    /// A request's head has been read.
    func beginExchange(_ head: borrowing RequestHead) {
        exchangeBegan = .now()
        if logsRequests { exchangePath = head.pathText }
        loopState.metrics.begin()
    }

    /// The answer has been written; without a request it is a refusal of what came instead of one, which took no time.
    func endExchange() {
        let kind = RequestKind(method: writer.method, route: writer.route, status: writer.status)
        var nanoseconds: Int64 = 0
        if let began = exchangeBegan {
            exchangeBegan = nil
            nanoseconds = (.now() - began).nanoseconds
            loopState.metrics.end(kind, nanoseconds: nanoseconds)
        } else {
            loopState.metrics.count(kind, nanoseconds: 0)
        }
        if logsRequests { logExchange(status: writer.status, abort: nil, nanoseconds: nanoseconds) }
    }

    /// The request, where there is one, will not be answered to its end.
    func abortExchange(_ cause: RequestAbort) {
        guard let began = exchangeBegan else { return }
        exchangeBegan = nil
        loopState.metrics.abort(cause)
        if !logsRequests { return }
        logExchange(
            status: writer.hasBegun ? writer.status : nil,
            abort: cause,
            nanoseconds: (.now() - began).nanoseconds
        )
    }

    private func logExchange(status: UInt16?, abort: RequestAbort?, nanoseconds: Int64) {
        loopState.requestLog?.note(
            EndedRequest(
                method: writer.method,
                path: exchangePath,
                status: status,
                abort: abort,
                nanoseconds: nanoseconds,
                peerAddress: peerAddress,
                requestID: writer.fixedRequestID()
            )
        )
        exchangePath = nil
    }
}
