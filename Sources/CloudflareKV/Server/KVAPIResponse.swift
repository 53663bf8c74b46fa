/// An answer of the KV REST API.
///
/// `Content-Length`, `Date` and the reason phrase are the HTTP server's to write.
package struct KVAPIResponse: Hashable, Sendable {
    /// What the server does with the connection; anything but `send` comes only from the simulator.
    package enum Disposition: Hashable, Sendable {
        /// Send the answer.
        case send
        /// Send nothing and reset the connection (TCP RST).
        case reset
        /// Send nothing for so long, then close the connection.
        case stall(nanoseconds: Int64)
    }

    package var status: Int
    package var headers: [KVAPIHeader]
    package var body: [UInt8]
    /// How long the server waits before it acts on `disposition`, in nanoseconds.
    package var delayNanoseconds: Int64
    package var disposition: Disposition

    package init(
        status: Int,
        headers: [KVAPIHeader],
        body: [UInt8],
        delayNanoseconds: Int64 = 0,
        disposition: Disposition = .send
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delayNanoseconds = delayNanoseconds
        self.disposition = disposition
    }

    /// The first value of a header, by its lower-case name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
