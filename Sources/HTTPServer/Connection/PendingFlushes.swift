import NIOCore

/// Connections whose answers are sent one after the other at the end of the loop's turn.
///
/// A turn serves every connection that had something to read. Sending each answer at once wakes the client's side anew for
/// every one of them, and fetches the kernel's code and ours in turn; sending them side by side does neither. To have the
/// end of a turn told costs a fifth of a cached GET, so where answers turn out to be alone they are sent at once for a while.
final class PendingFlushes {
    private let eventLoop: any EventLoop
    private var waiting: [ConnectionHandler] = []
    private var waitingBytes = 0
    private var isScheduled = false
    private var answersOfTurn = 0
    /// Turns in succession that had one answer.
    private var loneTurns = 0
    private var answersLeftAtOnce = 0

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        waiting.reserveCapacity(HTTPLimits.gatheredAnswersMaximum)
    }

    /// Sends the answers of a connection, at the latest when everything that could be read in this turn has been.
    func add(_ handler: ConnectionHandler, bytes: Int) {
        if answersLeftAtOnce > 0, !isScheduled {
            answersLeftAtOnce -= 1
            handler.flush()
            return
        }
        waitingBytes += bytes
        if waiting.last !== handler {
            answersOfTurn += 1
            waiting.append(handler)
        }
        let isFull =
            waiting.count >= HTTPLimits.gatheredAnswersMaximum
            || waitingBytes >= HTTPLimits.gatheredBytesMaximum
        if isFull { flush() }
        if isScheduled { return }
        isScheduled = true
        let flushes = NIOLoopBound(self, eventLoop: eventLoop)
        // The loop's tasks come after what it read.
        eventLoop.execute { flushes.value.endTurn() }
    }

    private func endTurn() {
        isScheduled = false
        noteTurn()
        flush()
    }

    /// One lone answer may be what was left over of many that went at once; two in succession are alone.
    private func noteTurn() {
        loneTurns = answersOfTurn > 1 ? 0 : loneTurns + 1
        answersOfTurn = 0
        if loneTurns < 2 { return }
        loneTurns = 0
        answersLeftAtOnce = HTTPLimits.answersAtOnce
    }

    private func flush() {
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
