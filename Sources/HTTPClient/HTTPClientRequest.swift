/// A request to send.
///
/// Its description shows method and host alone: paths hold keys, headers hold tokens.
package struct HTTPClientRequest: Sendable {
    /// The method, such as `GET`.
    package var method: String
    /// An absolute `http` or `https` URL, percent-encoded; sent as it is, with no segment folded.
    package var url: String
    /// The headers besides those that HTTP itself needs; names in any case.
    package var headers: HTTPClientHeaders
    /// The body; nil for a request without one.
    package var body: [UInt8]?
    /// From the call to the last byte of the answer, waiting included.
    package var timeout: Duration
    /// The largest body that is accepted, in bytes.
    package var responseBytesMaximum: Int

    package init(
        method: String = "GET",
        url: String,
        headers: HTTPClientHeaders = HTTPClientHeaders(),
        body: [UInt8]? = nil,
        timeout: Duration = .seconds(30),
        responseBytesMaximum: Int = 32 * 1024 * 1024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.responseBytesMaximum = responseBytesMaximum
    }
}

extension HTTPClientRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method) \(HTTPClientURL(url)?.host ?? "?")" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
