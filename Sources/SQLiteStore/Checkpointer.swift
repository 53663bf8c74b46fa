import KeyValueStore

/// Moves the write-ahead log into the database on a thread of its own, while the writer goes on appending.
///
/// It is moved in rounds (`LogMoves`). When the log has reached its limit the writer waits until all of it is moved.
///
/// A thousand pages take some milliseconds, for which a read on the same processor would wait: the scheduler lets a thread
/// finish its slice. So the processor is left to others every few pages, unless the log grows faster than it is moved or
/// somebody waits for it. The last rounds, of few pages, do without: during a pause others add to the log again.
///
/// What is moved is written to the disk on the way (`Writeback`), so that little is left for the flush at the end.
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

    private let state = Monitor(State())
    /// Zero when the thread has ended and its connection is closed.
    let ending = Countdown(1)

    /// Opens a connection and starts the thread.
    ///
    /// - Parameters:
    ///   - logPages: the pages that the writer has added, counted when they are committed.
    ///   - pause: what is done between pages of a move that is not urgent.
    init(
        file: DatabaseFile,
        logPages: LogPages,
        failures: BackgroundFailures,
        pause: @escaping @Sendable () -> Void = Processor.leaveToOthers
    ) throws {
        let connection = try file.openForCheckpoints()
        let writeback = Writeback(of: file.path)
        connection.pauseBetweenPages { [state] in
            writeback?.note(pages: SQLiteStoreLimits.pagesMovedBetweenPauses)
            if state.withLock({ !$0.isUrgent }) { pause() }
        }
        try WorkerThread.start(
            named: "sqlite-log",
            { [state] in Self.run(connection, logPages, state, failures) },
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

    private static func run(
        _ connection: Connection,
        _ logPages: LogPages,
        _ state: Monitor<State>,
        _ failures: BackgroundFailures
    ) {
        var moves = LogMoves()
        while case .checkpoint? = state.wait(atMostMilliseconds: nil, for: next) {
            do throws(SQLiteFailure) {
                try moves.move(
                    pages: { logPages.count },
                    setIsCatchingUp: { isCatchingUp in state.withLock { $0.isCatchingUp = isCatchingUp } },
                    round: { () throws(SQLiteFailure) in try connection.checkpoint() }
                )
            } catch {
                failures.note(.movingLog, error)
            }
            state.withLock {
                $0.isMoving = false
                $0.isCatchingUp = false
            }
            state.notifyAll()
        }
    }

    private static func next(_ state: inout State) -> Next? {
        if state.isClosed { return .end }
        if !state.isRequested { return nil }
        state.isRequested = false
        state.isMoving = true
        return .checkpoint
    }
}
