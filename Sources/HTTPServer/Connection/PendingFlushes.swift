import NIOCore

/// Connections whose answers are sent one after the other at the end of the loop's turn.
///
/// A turn serves every connection that had something to read. Sending each answer at once wakes the client's side anew for
/// every one of them, and fetches the kernel's code and ours in turn; sending them side by side does neither. To have the
/// end of a turn told costs a fifth of a cached GET, so answers that turn out to be alone are sent at once for a while.
final class PendingFlushes {
    /// How many connections wait before they are served without waiting for the end of the turn: a first answer should not
    /// be late because thousands are being written, and each holds a buffer meanwhile.
    static let connectionsMaximum = 64
    /// Answers that are sent at once after one that waited for company and found none.
    static let answersAtOnce = 32

    private let eventLoop: any EventLoop
    private var waiting: [ConnectionHandler] = []
    private var isScheduled = false
    private var answersOfTurn = 0
    private var answersLeftAtOnce = 0

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        waiting.reserveCapacity(Self.connectionsMaximum)
    }

    /// Sends the answers of a connection at the latest when everything that could be read in this turn has been.
    func add(_ handler: ConnectionHandler) {
        if answersLeftAtOnce > 0, !isScheduled {
            answersLeftAtOnce -= 1
            handler.flush()
            return
        }
        answersOfTurn += 1
        waiting.append(handler)
        if waiting.count >= Self.connectionsMaximum { flush() }
        if isScheduled { return }
        isScheduled = true
        let flushes = NIOLoopBound(self, eventLoop: eventLoop)
        // The loop's tasks come after what it read.
        eventLoop.execute { flushes.value.endTurn() }
    }

    private func endTurn() {
        isScheduled = false
        answersLeftAtOnce = answersOfTurn > 1 ? 0 : Self.answersAtOnce
        answersOfTurn = 0
        flush()
    }

    private func flush() {
        // Sending can fail, which can come back here.
        var handlers: [ConnectionHandler] = []
        swap(&handlers, &waiting)
        for handler in handlers { handler.flush() }
        if waiting.isEmpty {
            handlers.removeAll(keepingCapacity: true)
            waiting = handlers
        }
    }
}

@available(*, unavailable)
extension PendingFlushes: Sendable {}
