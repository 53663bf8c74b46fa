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
            executor.execute { handler.value.deliver(response) }
        }
    }
}
