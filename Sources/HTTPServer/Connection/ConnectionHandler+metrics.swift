import NIOCore

/// What is counted of a connection's requests.
extension ConnectionHandler {
    /// A request's head has been read.
    func beginExchange() {
        exchangeBegan = .now()
        loopState.metrics.begin()
    }

    /// The answer has been written; without a request it is a refusal of what came instead of one, which took no time.
    func endExchange() {
        let kind = RequestKind(method: writer.method, route: writer.route, status: writer.status)
        guard let began = exchangeBegan else {
            loopState.metrics.count(kind, nanoseconds: 0)
            return
        }
        exchangeBegan = nil
        loopState.metrics.end(kind, nanoseconds: (.now() - began).nanoseconds)
    }

    /// The request, where there is one, will not be answered to its end.
    func abortExchange(_ cause: RequestAbort) {
        if exchangeBegan == nil { return }
        exchangeBegan = nil
        loopState.metrics.abort(cause)
    }
}
