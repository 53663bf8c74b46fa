import KeyValueStore

/// Moves the write-ahead log into the database on a thread of its own, while the writer goes on appending.
///
/// The log can begin anew only when nothing of it is left to move, and the database is flushed only then, so one round is
/// followed by others that move what came meanwhile. Under a load that never pauses something may always do; the writer then does
/// the last of it itself, when the log has reached its limit, which is quick because most is moved already. It waits for
/// this thread then, should that be at it.
///
/// A thousand pages take some milliseconds, for which a read on the same processor would wait: the scheduler lets a thread
/// finish its slice. So the processor is left to others every few pages, unless the log grows faster than it is moved or
/// somebody waits for it. The last rounds, of few pages, do without: during a pause others add to the log again.
final class Checkpointer: Sendable {
    private struct State {
        var isRequested = false
        var isMoving = false
        var isClosed = false
        /// Whether what is being moved is the little that came during the rounds before.
        var isCatchingUp = false
        /// Threads that wait for the log to be moved.
        var waiting = 0

        /// Whether the move that is going on should be over soon.
        var isUrgent: Bool { isRequested || isCatchingUp || isClosed || waiting > 0 }
    }

    private enum Next {
        case checkpoint
        case end
    }

    /// Rounds after a request, unless nothing was added before.
    private static let roundsMaximum = 12

    private let state = Monitor(State())
    /// Zero when the thread has ended and its connection is closed.
    let ending = Countdown(1)

    /// Opens a connection and starts the thread.
    ///
    /// - Parameter pause: what is done between pages of a move that is not urgent.
    init(
        file: DatabaseFile,
        failures: BackgroundFailures,
        pause: @escaping @Sendable () -> Void = Processor.leaveToOthers
    ) throws {
        let connection = try file.openForCheckpoints()
        connection.pauseBetweenPages { [state] in
            if state.withLock({ !$0.isUrgent }) { pause() }
        }
        try WorkerThread.start(
            named: "sqlite-log",
            { [state] in Self.run(connection, state, failures) },
            end: ending.arrive
        )
    }

    /// Whether the move that is going on should be over soon, and does not pause any more.
    var isUrgent: Bool { state.withLock { $0.isUrgent } }

    /// Asks for the log to be moved; returns at once.
    func request() {
        state.withLock { $0.isRequested = true }
        state.notifyAll()
    }

    /// Returns when everything that was asked for is done; false where that takes longer.
    func waitUntilDone(atMostMilliseconds milliseconds: Int64) -> Bool {
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        return state.wait(atMostMilliseconds: milliseconds) { $0.isRequested || $0.isMoving ? nil : true }
            ?? false
    }

    /// Lets the thread end.
    func close() {
        state.withLock { $0.isClosed = true }
        state.notifyAll()
    }

    private static func run(_ connection: Connection, _ state: Monitor<State>, _ failures: BackgroundFailures)
    {
        while case .checkpoint? = state.wait(atMostMilliseconds: nil, for: next) {
            do throws(SQLiteFailure) {
                try move(connection, state)
            } catch {
                failures.note(.movingLog, error)
            }
            state.withLock { $0.isMoving = false }
            state.notifyAll()
        }
    }

    /// Moves the log, then what was added meanwhile, until nothing was: only then can it begin anew.
    private static func move(_ connection: Connection, _ state: Monitor<State>) throws(SQLiteFailure) {
        guard var last = try connection.checkpoint() else { return }
        var addedPages = last.pages
        for _ in 1..<roundsMaximum {
            if addedPages <= SQLiteStoreLimits.lastMovedPagesMaximum {
                state.withLock { $0.isCatchingUp = true }
            }
            guard let move = try connection.checkpoint() else { return }
            // Fewer where the log has begun anew already.
            addedPages = move.pages - last.pages
            if addedPages <= 0 { return }
            last = move
        }
    }

    private static func next(_ state: inout State) -> Next? {
        if state.isClosed { return .end }
        if !state.isRequested { return nil }
        state.isRequested = false
        state.isCatchingUp = false
        state.isMoving = true
        return .checkpoint
    }
}
