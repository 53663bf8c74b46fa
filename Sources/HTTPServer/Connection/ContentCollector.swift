import NIOCore

/// Gathers a request's content in memory, up to a limit.
struct ContentCollector {
    private var decoder: ContentDecoder
    private let maximum: Int
    private(set) var bytes: [UInt8] = []
    let work: Work

    /// What is done with it.
    enum Work {
        case task(on: HTTPWorkPlace, @Sendable ([UInt8]) async -> HTTPResponse)
        case replying(@Sendable ([UInt8], HTTPReply) -> Void)
    }

    init(decoder: ContentDecoder, maximum: Int, work: Work) {
        self.decoder = decoder
        self.maximum = maximum
        self.work = work
    }

    /// Takes what has been received; true at the end of the content.
    mutating func take(from buffer: inout ByteBuffer) throws(RequestError) -> Bool {
        while true {
            switch try decoder.next(from: &buffer) {
            case .incomplete: return false
            case .end: return true
            case .piece(let piece):
                if piece.readableBytes > maximum - bytes.count { throw .contentTooLarge(limit: maximum) }
                piece.withUnsafeReadableBytes { bytes.append(contentsOf: $0) }
            }
        }
    }
}
