import KeyValueStore

/// Moves the write-ahead log into the database on a thread of its own, while the writer goes on appending.
///
/// The log can begin anew only when nothing of it is left to move, so one round is followed by others that move what
/// came meanwhile. Under a load that never pauses something always does; the writer then does the last of it itself,
/// when the log has reached its limit, which is quick because most is moved already. It waits for this thread then, should
/// that be at it.
final class Checkpointer: Sendable {
    private struct State {
        var isRequested = false
        var isMoving = false
        var isClosed = false
    }

    private enum Next {
        case checkpoint
        case end
    }

    /// Rounds after a request, unless nothing is left before.
    private static let roundsMaximum = 3

    private let state = Monitor(State())
    /// Zero when the thread has ended and its connection is closed.
    let ending = Countdown(1)

    /// Opens a connection and starts the thread.
    init(file: DatabaseFile, failures: BackgroundFailures) throws {
        let connection = try file.openForCheckpoints()
        try WorkerThread.start(
            named: "sqlite-log",
            { [state] in Self.run(connection, state, failures) },
            end: ending.arrive
        )
    }

    /// Asks for the log to be moved; returns at once.
    func request() {
        state.withLock { $0.isRequested = true }
        state.notifyAll()
    }

    /// Returns when everything that was asked for is done; false where that takes longer.
    func waitUntilDone(atMostMilliseconds milliseconds: Int64) -> Bool {
        state.wait(atMostMilliseconds: milliseconds) { $0.isRequested || $0.isMoving ? nil : true } ?? false
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
                for _ in 0..<roundsMaximum where try connection.checkpoint() ?? 0 == 0 { break }
            } catch {
                failures.note(.movingLog, error)
            }
            state.withLock { $0.isMoving = false }
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
