package import NIOCore
import Synchronization

/// The content of a request, piece by piece, for one consumer.
///
/// The connection stops reading while unconsumed pieces exceed its limit, so memory does not grow with the
/// request.
package final class HTTPBodyStream: Sendable {
    /// What a piece costs beside its bytes, so that many tiny ones count as the memory they take.
    private static let pieceOverhead = 256

    private typealias Waiter = CheckedContinuation<Result<ByteBuffer?, RequestError>, Never>

    private struct State {
        var pieces = CircularBuffer<ByteBuffer>()
        var bufferedBytes = 0
        var end: Result<Void, RequestError>?
        var waiter: Waiter?
        var isReadingPaused = false
    }

    private let state = Mutex(State())
    private let bufferBytesMaximum: Int
    /// Called off the loop when reading should go on.
    private let resumeReading: @Sendable () -> Void

    init(bufferBytesMaximum: Int, resumeReading: @escaping @Sendable () -> Void) {
        self.bufferBytesMaximum = bufferBytesMaximum
        self.resumeReading = resumeReading
    }

    /// The next piece; nil at the end of the content.
    package func next() async throws(RequestError) -> ByteBuffer? {
        let result = await withCheckedContinuation { (waiter: Waiter) in
            let (ready, resumes) = state.withLock { state in
                Self.take(&state, waiter, limit: bufferBytesMaximum)
            }
            if resumes { resumeReading() }
            if let ready { waiter.resume(returning: ready) }
        }
        return try result.get()
    }

    private static func take(
        _ state: inout State,
        _ waiter: Waiter,
        limit: Int
    ) -> (Result<ByteBuffer?, RequestError>?, resumes: Bool) {
        if let piece = state.pieces.popFirst() {
            state.bufferedBytes -= piece.readableBytes + pieceOverhead
            let resumes = state.isReadingPaused && state.bufferedBytes <= limit / 2
            if resumes { state.isReadingPaused = false }
            return (.success(piece), resumes)
        }
        if let end = state.end { return (end.map { nil }, false) }
        precondition(state.waiter == nil, "a body stream has one consumer")
        state.waiter = waiter
        return (nil, false)
    }

    /// Adds a piece; false asks the connection to pause reading.
    func push(_ piece: ByteBuffer) -> Bool {
        let (waiter, goesOn): (Waiter?, Bool) = state.withLock { state in
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, true)
            }
            state.pieces.append(piece)
            state.bufferedBytes += piece.readableBytes + Self.pieceOverhead
            state.isReadingPaused = state.bufferedBytes > bufferBytesMaximum
            return (nil, !state.isReadingPaused)
        }
        waiter?.resume(returning: .success(piece))
        return goesOn
    }

    /// Ends the content, well or with an error.
    func finish(_ end: Result<Void, RequestError>) {
        let waiter: Waiter? = state.withLock { state in
            if state.end == nil { state.end = end }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: end.map { nil })
    }
}
