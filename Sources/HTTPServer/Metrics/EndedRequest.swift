/// A request that has ended.
package struct EndedRequest: Sendable {
    /// Nil for a method that no route can name, and where the head was refused.
    package let method: HTTPMethod?
    /// The path as it was sent, without the query; nil where the head was refused.
    package let path: String?
    /// The status of the answer; nil where none was begun.
    package let status: UInt16?
    /// Why it was not answered to its end; nil where it was.
    package let abort: RequestAbort?
    /// From the end of its head to its own; 0 where the head was refused.
    package let nanoseconds: Int64
    /// The client's address, without the port; empty where it is not known.
    package let peerAddress: String
    package let requestID: RequestID

    package init(
        method: HTTPMethod?,
        path: String?,
        status: UInt16?,
        abort: RequestAbort?,
        nanoseconds: Int64,
        peerAddress: String,
        requestID: RequestID
    ) {
        self.method = method
        self.path = path
        self.status = status
        self.abort = abort
        self.nanoseconds = nanoseconds
        self.peerAddress = peerAddress
        self.requestID = requestID
    }
}
