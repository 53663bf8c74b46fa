/// Why a request was refused before any route saw it.
package enum RequestError: Error, Hashable, Sendable {
    /// The bytes are not an HTTP/1.1 request, or one whose framing could be read in two ways (RFC 9112
    /// sections 2.2, 3.2, 5, 6 and 11.2). The text says what and where.
    case malformed(String)
    /// The request line is longer than the limit.
    case targetTooLong
    /// The head is longer, or has more fields, than the limit.
    case headTooLarge
    /// The content is longer than the route takes.
    case contentTooLarge(limit: Int)
    /// A version other than HTTP/1.0 and HTTP/1.1.
    case versionNotSupported
    /// A transfer coding other than chunked.
    case transferCodingNotSupported
    /// An expectation other than `100-continue` (RFC 9110 section 10.1.1).
    case expectationFailed
    /// The head or the content did not arrive in time.
    case timedOut
    /// There are as many connections as there may be.
    case tooManyConnections

    /// The status that tells the client.
    package var status: HTTPStatus {
        switch self {
        case .malformed: .badRequest
        case .targetTooLong: .uriTooLong
        case .headTooLarge: .headerFieldsTooLarge
        case .contentTooLarge: .contentTooLarge
        case .versionNotSupported: .versionNotSupported
        case .transferCodingNotSupported: .notImplemented
        case .expectationFailed: .expectationFailed
        case .timedOut: .requestTimeout
        case .tooManyConnections: .serviceUnavailable
        }
    }
}
