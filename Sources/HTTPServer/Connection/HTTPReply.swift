/// The way back to a request that waits for its answer without a task.
///
/// Unchecked: of the connection's handler only what never changes is looked at elsewhere than on its event loop.
package struct HTTPReply: @unchecked Sendable {  // Reason: answers go to the loop.
    private let handler: ConnectionHandler
    /// Which of the connection's exchanges it belongs to.
    private let exchange: UInt32

    /// A reply to the request that the connection is serving now.
    init(to handler: ConnectionHandler) {
        self.handler = handler
        exchange = handler.exchange
    }

    /// The event loop of the request's connection.
    package var executor: EventLoopTaskExecutor { handler.executor }

    /// Gives the answer; what comes after the first is dropped.
    package func callAsFunction(_ response: HTTPResponse) {
        if executor.isCurrent {
            handler.deliver(response, to: exchange)
        } else {
            hop(with: response)
        }
    }

    // Not inlined: a closure that captures the answer would have it copied also where there is no hop.
    @inline(never)
    private func hop(with response: HTTPResponse) {
        executor.execute { handler.deliver(response, to: exchange) }
    }
}
