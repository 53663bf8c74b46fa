import NIOCore

/// Hands a request's content to its handler piece by piece, up to a limit.
struct ContentStreamer {
    private(set) var decoder: ContentDecoder
    private let maximum: Int
    private var received = 0
    /// Since when the rate is measured, by the table's clock.
    private(set) var rateSince: NIODeadline
    private var receivedBefore = 0
    let stream: HTTPBodyStream
    /// Whether the handler is behind, so that reading waits.
    var isPaused = false

    init(decoder: ContentDecoder, maximum: Int, stream: HTTPBodyStream, now: NIODeadline) {
        rateSince = now
        self.decoder = decoder
        self.maximum = maximum
        self.stream = stream
    }

    /// Bytes that came since the rate is measured.
    var bytesSinceRate: Int { received - receivedBefore }

    /// Begins to measure the rate anew when enough has come, or after the handler made the client wait.
    mutating func measureRate(at now: NIODeadline, enough: Int) {
        guard bytesSinceRate >= enough || isPaused else { return }
        receivedBefore = received
        rateSince = now
    }

    /// Hands over what has been received; true at the end of the content.
    mutating func take(from buffer: inout ByteBuffer) throws(RequestError) -> Bool {
        while !isPaused {
            switch try decoder.next(from: &buffer) {
            case .incomplete:
                return false
            case .end:
                stream.finish(.success(()))
                return true
            case .piece(var piece):
                // It waits for its handler, and should not take more memory than is accounted for.
                piece.letGoOfRest()
                received += piece.readableBytes
                if received > maximum { throw .contentTooLarge(limit: maximum) }
                isPaused = !stream.push(piece)
            }
        }
        return false
    }
}
