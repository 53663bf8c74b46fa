/// An answer.
package struct HTTPClientResponse: Sendable {
    /// The version of HTTP that the answer came by.
    package enum ProtocolVersion: String, Hashable, Sendable {
        case http10 = "HTTP/1.0"
        case http11 = "HTTP/1.1"
        case http2 = "HTTP/2"
        case http3 = "HTTP/3"
        case unknown = "HTTP"
    }

    /// The status code, 100 to 599.
    package var status: Int
    /// The headers of the final answer; those of interim answers are dropped.
    package var headers: HTTPClientHeaders
    /// The body; empty where there is none.
    package var body: [UInt8]
    /// How the answer came.
    package var protocolVersion: ProtocolVersion

    package init(
        status: Int,
        headers: HTTPClientHeaders = HTTPClientHeaders(),
        body: [UInt8] = [],
        protocolVersion: ProtocolVersion = .http11
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.protocolVersion = protocolVersion
    }
}
