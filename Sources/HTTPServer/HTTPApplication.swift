/// What the server serves: it decides about each request once its head is there.
package protocol HTTPApplication: Sendable {
    /// Answers a request now, or says how it will be answered.
    ///
    /// Runs on the event loop and must not block.
    func respond(to head: borrowing RequestHead, _ writer: inout ResponseWriter) -> HTTPHandling

    /// The answer to a request that was refused before or while its content was read.
    func response(refusing error: RequestError, requestID: String) -> HTTPResponse
}

/// How a request is going to be answered.
package enum HTTPHandling: Sendable {
    /// The answer has been written, in the same pass: the *now* way.
    case answered
    /// The answer is a value that is there already.
    case response(HTTPResponse)
    /// The answer takes work off the event loop; content, if any, is dropped.
    case later(@Sendable () async -> HTTPResponse)
    /// The content is collected, up to a limit in bytes, and given to the work.
    case collect(maximum: Int, @Sendable ([UInt8]) async -> HTTPResponse)
    /// The content is given to the work piece by piece, no faster than the work takes it, up to a limit in
    /// bytes.
    case stream(maximum: Int, @Sendable (HTTPBodyStream) async -> HTTPResponse)
}
