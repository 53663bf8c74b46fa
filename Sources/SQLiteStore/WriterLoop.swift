import KeyValueStore
import Synchronization

/// What the writer's thread does: takes everything that waits, commits it as one transaction, answers all of it.
///
/// While one commit is on its way to the disk, the next batch gathers by itself; nothing is held back while a processor is
/// idle.
final class WriterLoop {
    /// How a transaction failed, and what may be concluded about its writes.
    private struct Failure: Error {
        let error: KVError
        let cause: SQLiteFailure?
        /// Whether one of its operations may be to blame, so that the others are worth another try.
        let mayConcernOneRequest: Bool
    }

    private let queue: Monitor<WriteQueue>
    private let counters: SQLiteCounters
    private let observers: ExternalChangeObservers
    private let failures: BackgroundFailures
    private let generation: ChangeGeneration
    private let inPlaceReaders: InPlaceReaders
    private let clock: any KVClock
    private let sweepPeriodNanoseconds: Int64

    private let checkpointer: Checkpointer
    private let connection: Connection
    private let logPages: LogPages
    private let schemaVersion: Int
    private let transaction: WriteTransaction
    private let sweep: Sweep
    private let beginTransaction: Statement
    private let commitTransaction: Statement
    private let readDataVersion: Statement
    private let readSchemaVersion: Statement

    private var dataVersion: Int64 = 0
    private var nextCheckpointPages = SQLiteStoreLimits.backgroundCheckpointPages
    private var isSchemaNewer = false
    private var nextSweepNanoseconds: Int64
    private var hasMoreToSweep = false
    private var transactionsSinceSweep = 0
    /// Requests in the latest batch.
    private var lastRequests = 0

    /// Takes over a connection.
    init(
        connection: Connection,
        schemaVersion: Int,
        queue: Monitor<WriteQueue>,
        checkpointer: Checkpointer,
        logPages: LogPages,
        counters: SQLiteCounters,
        observers: ExternalChangeObservers,
        failures: BackgroundFailures,
        generation: ChangeGeneration,
        inPlaceReaders: InPlaceReaders,
        clock: any KVClock,
        sweepPeriod: Duration
    ) throws(SQLiteFailure) {
        self.connection = connection
        self.schemaVersion = schemaVersion
        self.queue = queue
        self.checkpointer = checkpointer
        self.logPages = logPages
        self.counters = counters
        self.observers = observers
        self.failures = failures
        self.generation = generation
        self.inPlaceReaders = inPlaceReaders
        self.clock = clock
        sweepPeriodNanoseconds = Int64(sweepPeriod / .nanoseconds(1))
        nextSweepNanoseconds = clock.monotonicNanoseconds() + sweepPeriodNanoseconds
        transaction = try WriteTransaction(connection: connection, clock: clock)
        sweep = try Sweep(connection: connection)
        beginTransaction = try connection.prepare("BEGIN IMMEDIATE")
        commitTransaction = try connection.prepare("COMMIT")
        readDataVersion = try connection.prepare("PRAGMA data_version")
        readSchemaVersion = try connection.prepare("PRAGMA user_version")
        dataVersion = try integer(readDataVersion)
    }

    /// Works until the queue has been closed and emptied.
    func run() {
        while true {
            let patience = hasMoreToSweep ? 0 : SQLiteStoreLimits.externalChangePollMilliseconds
            switch next(patienceMilliseconds: patience) {
            case .commit(let requests):
                commit(requests)
                shortenLog()
                sweepIfDue(isIdle: false)
            case nil:
                lookForExternalChanges()
                inPlaceReaders.endIdleSnapshots()
                sweepIfDue(isIdle: true)
            case .end:
                moveLog()
                return
            }
        }
    }

    /// What to do now; nil where nothing came in time.
    ///
    /// Where others write too, the processor is left to whoever else wants it between hearing of work and taking it. Where
    /// that is nobody, nothing is waited for; on a busy machine it is often the loop that is about to hand in more, and one
    /// commit then serves it too.
    private func next(patienceMilliseconds patience: Int64) -> WriteQueue.Next? {
        let waiting = queue.wait(atMostMilliseconds: patience) { $0.hasNext ? $0.requestCount : nil }
        guard let waiting else { return nil }
        if max(waiting, lastRequests) > 1, waiting < SQLiteStoreLimits.transactionOperationsMaximum {
            Processor.leaveToOthers()
        }
        let next = queue.withLock { $0.next() }
        if case .commit(let requests)? = next { lastRequests = requests.count }
        return next
    }

    /// Commits requests together; if one of them may be why that fails, each on its own.
    private func commit(_ requests: [WriteRequest]) {
        do throws(Failure) {
            try inTransaction { transaction throws(SQLiteFailure) in
                try transaction.perform(requests)
                // This thread has had the processor for a while, and few wait for what comes next; reads may want it more.
                if requests.count <= SQLiteStoreLimits.smallCommitRequestsMaximum {
                    Processor.leaveToOthers()
                }
            }
        } catch {
            if error.mayConcernOneRequest, requests.count > 1 {
                for request in requests { commit([request]) }
            } else {
                for request in requests { request.fail(error.error) }
                WriteAnswers(to: requests).send()
            }
            return
        }
        transactionsSinceSweep += 1
        // Before anybody is answered: a read that begins after an answer must see the write.
        generation.advance()
        counters.transactions.add(1, ordering: .relaxed)
        counters.operations.add(requests.reduce(0) { $0 + $1.operationCount }, ordering: .relaxed)
        WriteAnswers(to: requests).send()
    }

    private func inTransaction(_ body: (WriteTransaction) throws(SQLiteFailure) -> Void) throws(Failure) {
        try begin()
        do throws(SQLiteFailure) {
            try transaction.begin()
            try body(transaction)
            try transaction.finish()
        } catch {
            connection.rollBack()
            throw Failure(error: error.storeError, cause: error, mayConcernOneRequest: true)
        }
        do throws(SQLiteFailure) {
            try commitTransaction.run()
        } catch {
            connection.rollBack()
            throw Failure(error: error.commitError, cause: error, mayConcernOneRequest: false)
        }
    }

    private func begin() throws(Failure) {
        do throws(SQLiteFailure) {
            try beginTransaction.run()
            // No other connection can commit from here on, so whatever is acknowledged after this transaction comes
            // after the observers have heard of everything before it.
            try noticeExternalChanges()
        } catch {
            connection.rollBack()
            throw Failure(error: error.storeError, cause: error, mayConcernOneRequest: false)
        }
        if isSchemaNewer {
            connection.rollBack()
            throw Failure(error: .schemaIsNewer, cause: nil, mayConcernOneRequest: false)
        }
    }

    /// Tells the observers if another connection has committed since the last look.
    private func noticeExternalChanges() throws(SQLiteFailure) {
        let found = try integer(readDataVersion)
        if found == dataVersion { return }
        isSchemaNewer = try integer(readSchemaVersion) > schemaVersion
        dataVersion = found
        counters.externalChanges.add(1, ordering: .relaxed)
        // First, so that what is read after an observer was called is new.
        generation.advance()
        observers.notify()
    }

    /// Failing to look is not worth more than another look: the next write will meet the same trouble.
    private func lookForExternalChanges() {
        do throws(SQLiteFailure) { try noticeExternalChanges() } catch {
            failures.note(.lookingForChanges, error)
        }
    }

    /// Has the log moved, and waits until that is done.
    ///
    /// Appending meanwhile would let the log grow without bound on a slow disk. Another process that moves the log is not
    /// waited for.
    private func moveLog() {
        checkpointer.request()
        _ = checkpointer.waitUntilDone(atMostMilliseconds: SQLiteStoreLimits.checkpointWaitMilliseconds)
    }

    /// Has the write-ahead log moved into the database, so that it can begin anew.
    private func shortenLog() {
        let pages = logPages.count
        if pages >= SQLiteStoreLimits.logPagesMaximum {
            inPlaceReaders.endIdleSnapshots()
            moveLog()
        }
        // The log has begun anew.
        if pages < nextCheckpointPages - SQLiteStoreLimits.backgroundCheckpointPages {
            nextCheckpointPages = SQLiteStoreLimits.backgroundCheckpointPages
        }
        if pages >= nextCheckpointPages {
            nextCheckpointPages = pages + SQLiteStoreLimits.backgroundCheckpointPages
            inPlaceReaders.endIdleSnapshots()
            checkpointer.request()
        }
    }

    /// Gives the sweep a turn: when its time has come, and while it has more to do, but not between any two batches.
    private func sweepIfDue(isIdle: Bool) {
        let now = clock.monotonicNanoseconds()
        guard hasMoreToSweep || now >= nextSweepNanoseconds else { return }
        let isPatient = transactionsSinceSweep < SQLiteStoreLimits.transactionsBetweenSweepsMaximum
        if hasMoreToSweep, !isIdle, isPatient { return }
        transactionsSinceSweep = 0
        nextSweepNanoseconds = now + sweepPeriodNanoseconds
        var removed = 0
        do throws(Failure) {
            try inTransaction { transaction throws(SQLiteFailure) in
                removed = try sweep.step(nowMilliseconds: transaction.nowMilliseconds)
            }
        } catch {
            // Nobody waits for it; the next period tries again.
            removed = 0
            if let cause = error.cause { failures.note(.sweeping, cause) }
        }
        counters.sweptEntries.add(removed, ordering: .relaxed)
        hasMoreToSweep = removed > 0
    }

    private func integer(_ statement: Statement) throws(SQLiteFailure) -> Int64 {
        defer { statement.reset() }
        _ = try statement.step()
        return statement.integer(at: 0)
    }
}
