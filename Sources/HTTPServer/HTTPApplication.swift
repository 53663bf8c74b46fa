/// What the server serves: it decides about each request once its head is there.
package protocol HTTPApplication: Sendable {
    /// Answers a request now, or says how it will be answered.
    ///
    /// Runs on the event loop and must not block.
    func respond(to head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling

    /// The answer to a request that was refused before or while its content was read.
    func response(refusing error: RequestError, requestID: RequestID) -> HTTPResponse
}

/// How a request is going to be answered.
package enum HTTPHandling: Sendable {
    /// The answer has been written, in the same pass: the *now* way.
    case answered
    /// The answer is a value that is there already.
    case response(HTTPResponse)
    /// The answer takes work that may wait; content, if any, is dropped.
    case later(on: HTTPWorkPlace, @Sendable () async -> HTTPResponse)
    /// The content is collected, up to a limit in bytes, and given to the work.
    ///
    /// Long content is worked on in the pool whatever the place says.
    case collect(maximum: Int, on: HTTPWorkPlace, @Sendable ([UInt8]) async -> HTTPResponse)
    /// The content is collected in the same way, and whoever works on it replies when the answer is there: for what waits
    /// without a task.
    case collectReplying(maximum: Int, @Sendable ([UInt8], HTTPReply) -> Void)
    /// The content is given to the work piece by piece, no faster than the work takes it, up to a limit in
    /// bytes.
    case stream(maximum: Int, @Sendable (HTTPBodyStream) async -> HTTPResponse)
}

/// Where the work for an answer runs between its waits.
package enum HTTPWorkPlace: Hashable, Sendable {
    /// On the connection's event loop, beginning in the same pass: for work that computes little, some ten
    /// microseconds and never more than a few hundred, because everybody else on the loop waits for it.
    case eventLoop
    /// On the threads of the concurrency pool.
    case pool
}
