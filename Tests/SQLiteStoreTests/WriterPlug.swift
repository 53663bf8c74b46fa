import KeyValueStore

@testable import SQLiteStore

/// Holds the writer inside a transaction, so that a test decides what waits for the next one.
final class WriterPlug: Sendable {
    private struct State {
        var isIn = false
        var isPulled = false
    }

    private let state = Monitor(State())

    /// Puts the plug in and returns when the writer is held.
    init(_ writer: SQLiteWriter) async {
        Task { [state] in
            _ = try await writer.run { _ throws(SQLiteFailure) in
                state.withLock { $0.isIn = true }
                // Not for ever, so that a failing test ends.
                _ = state.wait(atMostMilliseconds: 30_000) { $0.isPulled ? true : nil }
                return .success(true)
            }
        }
        _ = await eventually { state.withLock { $0.isIn } }
    }

    /// Lets the writer go.
    func pull() {
        state.withLock { $0.isPulled = true }
        state.notifyAll()
    }
}
