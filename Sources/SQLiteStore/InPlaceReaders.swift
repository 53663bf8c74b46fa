import KeyValueStore
import Synchronization

/// Connections for short reads on whatever thread asks.
///
/// A read of one key costs a few microseconds when the operating system has the pages, which is less than the hops to a
/// reader's thread and back; measured, it is also quicker at the 99th percentile. Where the pages have to come from a
/// disk, the caller's thread waits for them.
///
/// A connection keeps its snapshot from one read to the next as long as nothing has changed, because taking a snapshot
/// costs as much as a read: two system calls for its lock. A kept snapshot is never older than the last acknowledged
/// change (`ChangeGeneration`) and, for what other processes do, than a fixed time. Who must not miss anything asks for a
/// new one.
final class InPlaceReaders: Sendable {
    private struct State {
        /// Sessions that nobody uses, the last used at the end.
        var idle: [Session] = []
        /// Sessions that exist.
        var count = 0
        var isClosed = false
    }

    /// A session on its way from one thread to another.
    ///
    /// Unchecked: whoever took it out of the lock is the only one to have it.
    private final class Session: @unchecked Sendable {  // Reason: one thread at a time has it.
        let read: ReadSession
        /// What the snapshot it has open is good for; nil where none is open.
        var snapshot: (generation: UInt64, beganAtNanoseconds: Int64)?

        init(read: ReadSession) {
            self.read = read
        }

        func endSnapshot() {
            guard snapshot != nil else { return }
            snapshot = nil
            read.endSnapshot()
        }

        /// Makes sure that a snapshot is open which is good now.
        func renewSnapshot(
            mayBeKept: Bool,
            generation: UInt64,
            atNanoseconds now: Int64
        ) throws(SQLiteFailure) {
            if mayBeKept, let snapshot, snapshot.generation == generation,
                now - snapshot.beganAtNanoseconds < SQLiteStoreLimits.keptSnapshotNanoseconds
            {
                return
            }
            endSnapshot()
            try read.beginSnapshot()
            snapshot = (generation, now)
        }
    }

    private let state = Mutex(State())
    private let file: DatabaseFile
    private let generation: ChangeGeneration

    init(file: DatabaseFile, generation: ChangeGeneration) {
        self.file = file
        self.generation = generation
    }

    /// Reads on the calling thread; nil where every session is in use, where none can be opened, or after `close`.
    ///
    /// - Parameters:
    ///   - mayUseKeptSnapshot: whether what another process has committed a moment ago may be missed.
    ///   - now: the monotonic clock.
    func read<Output>(
        mayUseKeptSnapshot: Bool,
        atNanoseconds now: Int64,
        _ body: (ReadSession) throws(SQLiteFailure) -> Result<Output, KVError>
    ) -> Result<Output, KVError>? {
        guard let session = take() else { return nil }
        defer { giveBack(session) }
        do throws(SQLiteFailure) {
            // The number first: what a snapshot begun later shows is at least as new.
            let current = generation.current
            try session.renewSnapshot(
                mayBeKept: mayUseKeptSnapshot,
                generation: current,
                atNanoseconds: now
            )
            return try body(session.read)
        } catch {
            session.endSnapshot()
            return .failure(error.storeError)
        }
    }

    /// Ends the snapshots of sessions that nobody uses, so that they do not keep the write-ahead log from beginning anew.
    ///
    /// It happens inside the lock, which holds up a read for two system calls for each of them: a read that found nobody idle
    /// meanwhile would open a further connection, and each has a page cache that begins empty.
    func endIdleSnapshots() {
        state.withLock { state in
            for session in state.idle { session.endSnapshot() }
        }
    }

    /// Connections that are open.
    var connections: Int { state.withLock { $0.count } }

    /// Closes the connections; one that is in use is closed when its read ends.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            state.count -= state.idle.count
            defer { state.idle = [] }
            return state.idle
        }
        for session in idle { session.endSnapshot() }
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
            return Session(read: try ReadSession(connection: file.openForReading(looksUpKeys: true)))
        } catch {
            // The readers' threads will say what is wrong, if it lasts.
            state.withLock { $0.count -= 1 }
            return nil
        }
    }

    private func giveBack(_ session: Session) {
        let isClosed = state.withLock { state in
            if state.isClosed { state.count -= 1 } else { state.idle.append(session) }
            return state.isClosed
        }
        if isClosed { session.endSnapshot() }
    }
}
