import NIOCore

/// Connections whose answers are sent one after the other at the end of the loop's turn.
///
/// A turn serves every connection that had something to read. Sending each answer at once wakes the client's side anew for
/// every one of them, and fetches the kernel's code and ours in turn; sending them side by side does neither.
final class PendingFlushes {
    /// How many connections wait before they are served without waiting for the end of the turn: a first answer should not
    /// be late because thousands are being written, and each holds a buffer meanwhile.
    static let connectionsMaximum = 64

    private let eventLoop: any EventLoop
    private var waiting: [ConnectionHandler] = []
    private var isScheduled = false

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        waiting.reserveCapacity(Self.connectionsMaximum)
    }

    /// Has the answers of a connection sent at the latest when everything that could be read in this turn has been.
    func add(_ handler: ConnectionHandler) {
        waiting.append(handler)
        if waiting.count >= Self.connectionsMaximum {
            flush()
        } else if !isScheduled {
            isScheduled = true
            let flushes = NIOLoopBound(self, eventLoop: eventLoop)
            // The loop's tasks come after what it read.
            eventLoop.execute { flushes.value.endTurn() }
        }
    }

    private func endTurn() {
        isScheduled = false
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
