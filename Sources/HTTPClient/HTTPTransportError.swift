/// Why there is no answer to a request, and what that says about the request.
///
/// No case holds a header, a body or a part of the URL beyond the host.
package enum HTTPTransportError: Error, Hashable, Sendable {
    /// Nothing of the request was sent.
    case notSent(HTTPNotSentReason)
    /// The time limit passed.
    case timedOut(maySent: Bool)
    /// The connection broke, or the answer on it was not HTTP, after the request was at least partly sent.
    case connectionLost
    /// The answer is larger than the request allows; the server acted on the request.
    case responseTooLarge
    /// The calling task was cancelled.
    case cancelled(maySent: Bool)
    /// The transport was closed.
    case closed(maySent: Bool)

    /// Whether the server may have acted on the request.
    package var mayHaveBeenProcessed: Bool {
        switch self {
        case .notSent: false
        case .timedOut(let maySent), .cancelled(let maySent), .closed(let maySent): maySent
        case .connectionLost, .responseTooLarge: true
        }
    }
}

/// What kept a request from being sent.
package enum HTTPNotSentReason: String, Hashable, Sendable {
    /// The URL is not an `http` or `https` URL, or a header holds what no header may hold.
    case invalidRequest = "the request is not valid"
    /// The host's name has no address.
    case nameNotResolved = "the host's name could not be resolved"
    /// No connection could be made.
    case connectionRefused = "no connection could be made"
    /// The proxy could not be used.
    case proxyFailed = "the proxy could not be used"
    /// No trusted, encrypted connection could be made.
    case secureConnectionFailed = "no trusted TLS connection could be made"
    /// As many requests wait as may wait.
    case tooManyTransfers = "too many requests are waiting"
    /// libcurl refused to work, for want of memory for example.
    case clientFailed = "the HTTP client failed"
}

extension HTTPTransportError: CustomStringConvertible {
    /// A clause for logs and operators.
    package var description: String {
        switch self {
        case .notSent(let reason): reason.rawValue
        case .timedOut: "the time limit passed"
        case .connectionLost: "the connection was lost"
        case .responseTooLarge: "the answer is too large"
        case .cancelled: "the request was cancelled"
        case .closed: "the HTTP client is closed"
        }
    }
}
