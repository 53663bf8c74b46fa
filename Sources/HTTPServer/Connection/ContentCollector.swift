import NIOCore

/// Gathers a request's content in memory, up to a limit.
struct ContentCollector {
    private var decoder: ContentDecoder
    private let maximum: Int
    private let place: HTTPWorkPlace
    private(set) var bytes: [UInt8] = []
    let work: @Sendable ([UInt8]) async -> HTTPResponse

    init(
        decoder: ContentDecoder,
        maximum: Int,
        place: HTTPWorkPlace,
        work: @escaping @Sendable ([UInt8]) async -> HTTPResponse
    ) {
        self.decoder = decoder
        self.maximum = maximum
        self.place = place
        self.work = work
    }

    /// Where to work on what was collected.
    func workPlace(_ limits: HTTPLimits) -> HTTPWorkPlace {
        bytes.count <= limits.eventLoopContentBytesMaximum ? place : .pool
    }

    /// Takes what has been received; true at the end of the content.
    mutating func take(from buffer: inout ByteBuffer) throws(RequestError) -> Bool {
        while true {
            switch try decoder.next(from: &buffer) {
            case .incomplete: return false
            case .end: return true
            case .piece(let piece):
                if piece.readableBytes > maximum - bytes.count { throw .contentTooLarge(limit: maximum) }
                bytes.append(contentsOf: piece.readableBytesView)
            }
        }
    }
}
