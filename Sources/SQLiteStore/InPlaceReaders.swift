import KeyValueStore
import Synchronization

/// Connections for short reads on whatever thread asks.
///
/// A read of one key costs a few microseconds when the operating system has the pages, which is less than the hops to a
/// reader's thread and back; measured, it is also quicker at the 99th percentile. Where the pages have to come from a
/// disk, the caller's thread waits for them.
final class InPlaceReaders: Sendable {
    private struct State {
        /// Sessions that nobody uses.
        var idle: [Session] = []
        /// Sessions that exist.
        var count = 0
        var isClosed = false
    }

    /// A session on its way from one thread to another.
    ///
    /// Unchecked: whoever took it out of the lock is the only one to have it.
    private struct Session: @unchecked Sendable {  // Reason: one thread at a time has it.
        let read: ReadSession
    }

    private let state = Mutex(State())
    private let file: DatabaseFile

    init(file: DatabaseFile) {
        self.file = file
    }

    /// Reads on the calling thread; nil where every session is in use, where none can be opened, or after `close`.
    func read<Output>(
        _ body: (ReadSession) throws(SQLiteFailure) -> Result<Output, KVError>
    ) -> Result<Output, KVError>? {
        guard let session = take() else { return nil }
        defer { giveBack(session) }
        do throws(SQLiteFailure) {
            return try body(session.read)
        } catch {
            return .failure(error.storeError)
        }
    }

    /// Closes the connections; one that is in use is closed when its read ends.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        withExtendedLifetime(idle) {}
    }

    private func take() -> Session? {
        let (session, mayOpen) = state.withLock { state -> (Session?, Bool) in
            if let session = state.idle.popLast() { return (session, false) }
            guard !state.isClosed, state.count < SQLiteStoreLimits.inPlaceReadersMaximum else {
                return (nil, false)
            }
            state.count += 1
            return (nil, true)
        }
        if let session { return session }
        guard mayOpen else { return nil }
        do throws(SQLiteFailure) {
            return Session(read: try ReadSession(connection: file.openForReading()))
        } catch {
            // The readers' threads will say what is wrong, if it lasts.
            state.withLock { $0.count -= 1 }
            return nil
        }
    }

    private func giveBack(_ session: Session) {
        state.withLock { state in
            if state.isClosed { state.count -= 1 } else { state.idle.append(session) }
        }
    }
}
