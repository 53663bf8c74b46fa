import KeyValueStore

/// A few threads that read, each on a connection of its own.
final class SQLiteReaderPool: Sendable {
    private let queue: Monitor<ReadQueue>
    /// Zero when the threads have ended and their connections are closed.
    let ending: Countdown

    /// Opens the connections and starts the threads.
    init(file: DatabaseFile, threads: Int) throws {
        let queue = Monitor(ReadQueue(readers: threads))
        self.queue = queue
        ending = Countdown(threads)
        do {
            for number in 1...threads {
                let session = try ReadSession(connection: file.openForReading())
                try WorkerThread.start(
                    named: "sqlite-read-\(number)",
                    { Self.run(session, queue) },
                    end: ending.arrive
                )
            }
        } catch {
            close()
            throw error
        }
    }

    /// Runs reads on a reader's thread, on one snapshot, and returns what they found.
    func run<Output: Sendable>(
        _ body: @escaping @Sendable (ReadSession) throws(SQLiteFailure) -> Result<Output, KVError>
    ) async throws(KVError) -> Output {
        let result = await withCheckedContinuation {
            (caller: CheckedContinuation<Result<Output, KVError>, Never>) in
            let request = ReadRequest(
                perform: { session in
                    do throws(SQLiteFailure) {
                        caller.resume(returning: try body(session))
                    } catch {
                        caller.resume(returning: .failure(error.storeError))
                    }
                },
                fail: { caller.resume(returning: .failure($0)) }
            )
            if let refusal = queue.withLock({ $0.append(request) }) {
                caller.resume(returning: .failure(refusal))
            } else {
                queue.notifyOne()
            }
        }
        return try result.get()
    }

    /// Refuses what comes from now on and lets the threads end when nothing waits any more.
    func close() {
        queue.withLock { $0.close() }
        queue.notifyAll()
    }

    private static func run(_ session: ReadSession, _ queue: Monitor<ReadQueue>) {
        while case .read(let requests)? = queue.wait(atMostMilliseconds: nil, for: { $0.next() }) {
            let outcome = session.withSnapshot {
                for request in requests { request.perform(session) }
            }
            if case .failure(let failure) = outcome {
                for request in requests { request.fail(failure.storeError) }
            }
        }
    }
}
