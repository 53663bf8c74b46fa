import NIOCore

/// Connections whose answers are sent one after the other at the end of the loop's turn.
///
/// A turn serves every connection that had something to read. Sending each answer at once wakes the client's side anew for
/// every one of them, and fetches the kernel's code and ours in turn; sending them side by side does neither.
final class PendingFlushes {
    private let eventLoop: any EventLoop
    #if os(Linux)
    /// The loop, where it tells the ends of its turns.
    private let epollLoop: EpollLoop?
    #endif
    private var waiting: [ConnectionHandler] = []
    private var waitingBytes = 0
    /// Whether the end of this turn will be told.
    private var isScheduled = false

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        #if os(Linux)
        epollLoop = eventLoop as? EpollLoop
        #endif
        waiting.reserveCapacity(HTTPLimits.gatheredAnswersMaximum)
    }

    /// Sends the answers of a connection, at the latest when everything that could be read in this turn has been.
    func add(_ handler: ConnectionHandler, bytes: Int) {
        waitingBytes += bytes
        if waiting.last !== handler { waiting.append(handler) }
        let isFull =
            waiting.count >= HTTPLimits.gatheredAnswersMaximum
            || waitingBytes >= HTTPLimits.gatheredBytesMaximum
        if isFull {
            flush()
        } else if !isScheduled {
            isScheduled = true
            schedule()
        }
    }

    private func schedule() {
        #if os(Linux)
        if let epollLoop {
            epollLoop.tellTurnEnd(self)
            return
        }
        #endif
        let flushes = NIOLoopBound(self, eventLoop: eventLoop)
        // The loop's tasks come after what it read.
        eventLoop.execute { flushes.value.turnEnds() }
    }

    func turnEnds() {
        isScheduled = false
        flush()
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

#if os(Linux)
extension PendingFlushes: TurnEndListener {}
#endif

@available(*, unavailable)
extension PendingFlushes: Sendable {}
