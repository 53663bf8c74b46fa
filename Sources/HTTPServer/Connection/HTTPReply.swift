import NIOCore

/// The way back to a request that waits for its answer without a task.
package struct HTTPReply: Sendable {
    let handler: NIOLoopBound<ConnectionHandler>
    /// The event loop of the request's connection.
    package let executor: EventLoopTaskExecutor

    /// Gives the answer; once.
    package func callAsFunction(_ response: HTTPResponse) {
        if executor.isCurrent {
            handler.value.deliver(response)
        } else {
            hop(with: response)
        }
    }

    // Not inlined: a closure that captures the answer would have it copied also where there is no hop.
    @inline(never)
    private func hop(with response: HTTPResponse) {
        executor.execute { handler.value.deliver(response) }
    }
}
