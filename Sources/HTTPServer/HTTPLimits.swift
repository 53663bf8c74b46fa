package import NIOCore

/// Every bound of the server, in one place; none can be switched off.
package struct HTTPLimits: Sendable {
    /// Bytes of a request head, the request line included; at most 32 KiB.
    package var headBytesMaximum = 16 * 1024
    /// Bytes of a request line.
    package var requestLineBytesMaximum = 8 * 1024
    /// Field lines in a head, and in a trailer section.
    package var fieldCountMaximum = 100
    /// Bytes of a chunk's size line with its extensions.
    package var chunkLineBytesMaximum = 256
    /// Bytes of a trailer section.
    package var trailerBytesMaximum = 8 * 1024
    /// Unread content that is read and dropped after an early answer, so that the connection can live on.
    package var drainBytesMaximum = 256 * 1024
    /// Bytes that are read and dropped after the last answer on a connection, so that the answer arrives.
    package var lingerBytesMaximum = 16 * 1024 * 1024
    /// Open connections that are served.
    package var connectionsMaximum = 10_000
    /// Connections beyond that which are told so with a 503; further ones are closed without a word.
    package var refusedConnectionsMaximum = 256
    /// Bytes of answers that wait in the server for a slow reader before reading stops.
    package var outboundBytesHighWaterMark = 256 * 1024
    /// Bytes that a socket holds for its client before the connection goes on to nothing new, and below which it does again.
    static let unsentBytesHighWaterMark = 64 * 1024
    static let unsentBytesLowWaterMark = 32 * 1024
    /// Bytes that are read from a socket at once, and after a read that brought as many.
    static let readBytes = 4 * 1024
    static let largeReadBytes = 16 * 1024
    /// Connections that wait to be accepted; the system may keep fewer.
    static let backlog: Int32 = 1024
    /// Connections that are accepted before others are served again.
    static let acceptsPerTurn = 64
    /// For how long nothing is accepted where the system has no descriptor or memory for it.
    static let acceptPause = TimeAmount.milliseconds(100)
    /// Bytes of answers to pipelined requests that a connection sends before others are served again.
    static let passBytesMaximum = 512 * 1024
    /// Connections whose answers are sent together before the end of a loop's turn: a first answer should not be late because
    /// thousands are being written.
    static let gatheredAnswersMaximum = 32
    /// Bytes of answers that are sent before the end of a loop's turn, however few they are.
    static let gatheredBytesMaximum = 256 * 1024
    /// Bytes that a buffer for answers has at first.
    static let newBufferBytes = 4 * 1024
    /// Bytes that it may have grown to and still be kept for the next answer.
    static let spareBufferBytesMaximum = 32 * 1024
    /// Content buffered for a streaming handler before reading stops.
    package var streamBufferBytesMaximum = 256 * 1024
    /// Content up to this length may be worked on by an event loop itself; parsing it takes some ten microseconds.
    package var eventLoopContentBytesMaximum = 16 * 1024
    /// The least that streamed content has to bring in each `contentTimeout`, so that a trickle does not hold a handler for
    /// ever.
    package var streamBytesPerTimeoutMinimum = 1024
    /// From the first byte of a head to its last.
    package var headTimeout = TimeAmount.seconds(10)
    /// From the end of the head to the end of collected content; between two reads of streamed content.
    package var contentTimeout = TimeAmount.seconds(30)
    /// Between requests on a connection.
    package var idleTimeout = TimeAmount.seconds(60)
    /// Without the client taking a byte of an answer.
    package var writeTimeout = TimeAmount.seconds(30)
    /// Without a byte from a client after its connection's last answer; also how long an idle connection is
    /// kept while the server drains.
    package var lingerTimeout = TimeAmount.seconds(2)
    /// How long a client may go on sending after its connection's last answer, until its bytes are no longer
    /// taken.
    package var lingerTotalTimeout = TimeAmount.seconds(20)
    /// How often time-outs are looked at, and so how exact they are.
    package var timeoutCheckInterval = TimeAmount.milliseconds(500)

    package init() {}
}
