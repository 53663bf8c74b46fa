import NIOCore

/// Connections whose answers are sent one after the other at the end of the loop's turn.
///
/// A turn serves every connection that had something to read. Sending each answer at once wakes the client's side anew for
/// every one of them, and fetches the kernel's code and ours in turn; sending them side by side does neither.
final class PendingFlushes {
    private let eventLoop: any EventLoop
    private var waiting: [ConnectionHandler] = []
    private var waitingBytes = 0
    /// Whether the end of this turn will be told.
    private var isScheduled = false
    /// Whether the end of every turn is.
    private let hearsOfTurns: Bool

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        waiting.reserveCapacity(HTTPLimits.gatheredAnswersMaximum)
        #if os(Linux)
        let loop = eventLoop as? EpollLoop
        hearsOfTurns = loop != nil
        loop?.atTurnEnds { [weak self] in self?.flush() }
        #else
        hearsOfTurns = false
        #endif
    }

    /// Sends the answers of a connection, at the latest when everything that could be read in this turn has been.
    func add(_ handler: ConnectionHandler, bytes: Int) {
        waitingBytes += bytes
        if waiting.last !== handler { waiting.append(handler) }
        let isFull =
            waiting.count >= HTTPLimits.gatheredAnswersMaximum
            || waitingBytes >= HTTPLimits.gatheredBytesMaximum
        if isFull { flush() }
        if !hearsOfTurns, !isScheduled { schedule() }
    }

    private func schedule() {
        isScheduled = true
        let flushes = NIOLoopBound(self, eventLoop: eventLoop)
        // The loop's tasks come after what it read.
        eventLoop.execute {
            flushes.value.isScheduled = false
            flushes.value.flush()
        }
    }

    private func flush() {
        if waiting.isEmpty { return }
        // Sending can fail, which can come back here.
        var handlers: [ConnectionHandler] = []
        swap(&handlers, &waiting)
        waitingBytes = 0
        for handler in handlers { handler.flush() }
        if waiting.isEmpty {
            handlers.removeAll(keepingCapacity: true)
            waiting = handlers
        }
    }
}

@available(*, unavailable)
extension PendingFlushes: Sendable {}
