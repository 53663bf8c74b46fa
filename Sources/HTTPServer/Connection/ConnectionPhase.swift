import NIOCore

/// Where a connection stands.
enum ConnectionPhase {
    /// Between requests, or within a head.
    case head
    /// Content goes into memory for a handler that wants it whole.
    case collecting(ContentCollector)
    /// Content goes piece by piece to a handler that is already running.
    case streaming(ContentStreamer)
    /// A handler runs; the decoder holds whatever content it does not want.
    case answering(ContentDecoder)
    /// Answered; unread content is dropped so that the next head can be found.
    case draining(ContentDecoder, droppedBytes: Int)
    /// The last answer is written; what still arrives is dropped.
    case closing(Closing)
    case closed

    /// The end of a connection.
    struct Closing {
        /// Whether the client is given time to read the answer before its own bytes are answered with a reset
        /// (RFC 9112 section 9.6).
        var lingers: Bool
        /// Until when that is done at most.
        var lingerEnd: NIODeadline
        var droppedBytes = 0
        /// Whether the operating system has taken the last byte of the answers.
        var isFlushed = false
    }
}
