import NIOCore

/// The connections of one event loop, and the clock they are judged by.
///
/// One timer a loop looks at all connections a few times a second, so that a request costs no timer of its
/// own; it only runs while there are connections.
final class ConnectionTable {
    /// What becomes of a new connection.
    enum Admission {
        case served
        /// There are too many; it is told so.
        case refused
        /// There are too many even to be told so.
        case dropped
    }

    let loopState: EventLoopState
    /// Runs the work of handlers on this loop.
    let executor: EventLoopTaskExecutor
    /// The time that clients are judged by, which nearly stands still while the loop is kept from its work: what they sent
    /// meanwhile has not been read.
    private(set) var now = NIODeadline.now()
    /// When the clients were looked at last.
    private var lastLook = NIODeadline.now()
    let pendingFlushes: PendingFlushes
    let eventLoop: any EventLoop
    private let limits: HTTPLimits
    private let total: ConnectionCount
    private var handlers: [ObjectIdentifier: ConnectionHandler] = [:]
    private var timer: RepeatedTask?

    init(
        eventLoop: any EventLoop,
        limits: HTTPLimits,
        metrics: ServerMetrics,
        requestLog: (any RequestLog)? = nil
    ) {
        self.eventLoop = eventLoop
        loopState = EventLoopState(metrics: metrics.makeLoopMetrics(), requestLog: requestLog)
        pendingFlushes = PendingFlushes(eventLoop: eventLoop)
        executor = EventLoopTaskExecutor(eventLoop)
        self.limits = limits
        total = metrics.connections
    }

    /// Takes in a connection, to be removed when it ends whatever the outcome.
    func add(_ handler: ConnectionHandler) -> Admission {
        handlers[ObjectIdentifier(handler)] = handler
        if timer == nil { startTimer() }
        handler.waitingSince = now
        let excess = total.increment() - limits.connectionsMaximum
        if excess <= 0 { return .served }
        return excess <= limits.refusedConnectionsMaximum ? .refused : .dropped
    }

    func remove(_ handler: ConnectionHandler) {
        guard handlers.removeValue(forKey: ObjectIdentifier(handler)) != nil else { return }
        total.decrement()
        if handlers.isEmpty {
            timer?.cancel()
            timer = nil
        }
    }

    /// Makes every answer from now on the last of its connection.
    func beginDraining() {
        loopState.isDraining = true
        for handler in handlers.values { handler.beginDraining() }
    }

    /// Closes the connections that wait for a request.
    func closeIdle() {
        for handler in handlers.values { handler.closeIfIdle() }
    }

    /// Closes whatever is left.
    func closeAll() {
        for handler in handlers.values { handler.cutOff() }
    }

    private func startTimer() {
        lastLook = .now()
        let table = NIOLoopBound(self, eventLoop: eventLoop)
        let interval = limits.timeoutCheckInterval
        timer = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            table.value.tick()
        }
    }

    private func tick() {
        let look = NIODeadline.now()
        now = now + min(look - lastLook, limits.timeoutCheckInterval * 2)
        lastLook = look
        for handler in handlers.values { handler.checkTimeouts() }
    }
}

@available(*, unavailable)
extension ConnectionTable: Sendable {}
