/// The limits of an HTTP client.
package struct HTTPClientConfiguration: Sendable {
    /// Transfers under way at a time; more wait.
    package var transfersMaximum = 64
    /// Requests that may wait for a transfer to end; more fail at once.
    package var waitingMaximum = 4096
    /// Connections open at a time, idle ones included.
    package var connectionsMaximum = 16
    /// From the first packet to a usable connection, TLS included.
    package var connectTimeout: Duration = .seconds(5)
    /// Bytes of all headers of an answer.
    package var responseHeaderBytesMaximum = 64 * 1024
    /// What the client calls itself; `User-Agent`.
    package var userAgent = "userkv"
    /// A file of trusted certificates in PEM form in place of the system's.
    package var certificateAuthorityFile: String?
    /// Hosts that are never reached through a proxy, besides loopback and those that `NO_PROXY` names.
    package var proxyExemptHosts: [String] = ["kv.internal"]

    package init() {}
}
