import KeyValueStore

/// The way to the writer's thread.
final class SQLiteWriter: Sendable {
    private let queue = Monitor(WriteQueue())
    private let checkpointer: Checkpointer
    private let ending = Countdown(1)

    /// Starts the thread, which takes over a connection for writing.
    ///
    /// At its end the thread waits for the readers' to end: the last connection to be closed takes the write-ahead log
    /// along, but none does when two of them are closed at the same time.
    init(
        file: DatabaseFile,
        connection: sending Connection,
        counters: SQLiteCounters,
        observers: ExternalChangeObservers,
        failures: BackgroundFailures,
        generation: ChangeGeneration,
        inPlaceReaders: InPlaceReaders,
        clock: any KVClock,
        sweepPeriod: Duration,
        readersEnding: Countdown
    ) throws {
        let logPages = connection.countLogPages()
        checkpointer = try Checkpointer(file: file, logPages: logPages, failures: failures)
        do {
            let loop = try WriterLoop(
                connection: connection,
                schemaVersion: file.schema.version,
                queue: queue,
                checkpointer: checkpointer,
                logPages: logPages,
                counters: counters,
                observers: observers,
                failures: failures,
                generation: generation,
                inPlaceReaders: inPlaceReaders,
                clock: clock,
                sweepPeriod: sweepPeriod
            )
            try WorkerThread.start(
                named: "sqlite-writer",
                { [checkpointer] in
                    loop.run()
                    checkpointer.close()
                    checkpointer.ending.block()
                    readersEnding.block()
                },
                end: ending.arrive
            )
        } catch {
            checkpointer.close()
            throw error
        }
    }

    /// Does work inside a transaction and returns when that is committed.
    ///
    /// - Parameters:
    ///   - operations: puts and deletes in the work.
    ///   - bytes: bytes of keys, values and metadata in the work.
    func run<Output: Sendable>(
        operations: Int = 1,
        bytes: Int = 0,
        _ body: @escaping @Sendable (WriteTransaction) throws(SQLiteFailure) -> Result<Output, KVError>
    ) async throws(KVError) -> Output {
        let call = WriteCall(operationCount: operations, byteCount: bytes, body: body)
        await commit(call)
        return try call.result.get()
    }

    /// Returns when a request is committed or has failed.
    func commit(_ request: WriteRequest) async {
        let followers = await withCheckedContinuation { continuation in
            request.setContinuation(continuation)
            enqueue(request)
        }
        for follower in followers { follower.answer() }
    }

    /// Has a request committed, and answered when it is or has failed.
    func enqueue(_ request: WriteRequest) {
        if let refusal = queue.withLock({ $0.append(request) }) {
            request.fail(refusal)
            request.answer(leading: [])
        } else {
            queue.notifyOne()
        }
    }

    /// Puts and deletes that wait for the next transaction.
    var waitingOperations: Int { queue.withLock { $0.operationCount } }

    /// Refuses what comes from now on, and ends the thread when nothing waits any more.
    func close() {
        queue.withLock { $0.close() }
        queue.notifyAll()
    }

    /// Returns when the thread has ended and its connection is closed.
    func waitForEnd() async {
        await ending.wait()
    }
}
