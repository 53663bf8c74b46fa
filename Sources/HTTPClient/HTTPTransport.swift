/// Sends HTTP requests; the seam between clients of HTTP services and the network.
package protocol HTTPTransport: Sendable {
    /// Sends one request and returns the answer, whatever its status.
    ///
    /// Redirects are answers like any other. An error tells whether the server may have acted on the request.
    func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse
}
