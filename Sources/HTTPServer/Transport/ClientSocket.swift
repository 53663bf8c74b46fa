import NIOCore

/// What a connection's bytes come from and go to; touched on the connection's event loop only.
///
/// It tells its `ConnectionHandler` what happens: `opened`, `received`, `inputEnded`, `writabilityChanged`, and `ended` as
/// the last. Before it reads it asks whether it may.
protocol ClientSocket: AnyObject {
    /// The client's address, where it is known.
    var peer: SocketAddress? { get }
    /// Bytes that were sent and that the operating system has not taken.
    var unsentBytes: Int { get }
    /// Whether there may be bytes that were not read; false where that is not known.
    var mayHaveInput: Bool { get }
    /// Sends `bytes` as far as the operating system takes them, and keeps the rest until it does.
    ///
    /// A socket that turns out to be broken does not end its connection before this returns.
    func send(_ bytes: ByteBuffer)
    /// Sends `bytes` as the other does and says when the operating system has taken the last of them, or that it never will.
    ///
    /// - Parameter completion: called once, maybe before this returns.
    func send(_ bytes: ByteBuffer, completion: @escaping (_ isTaken: Bool) -> Void)
    /// Reads on, after a read that the connection did not want.
    func resumeReading()
    /// Lets the client know that nothing follows, once all has been sent.
    func closeOutput()
    /// Closes both directions now; what was not taken is lost.
    func close()
    /// Closes so that the client is told of a fault and not of an end.
    func reset()
}
