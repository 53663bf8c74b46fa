import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

/// What the writer does with many writes that wait together.
@Suite(.timeLimit(.minutes(1)))
struct GroupCommitTests {
    let folder = TemporaryFolder()

    @Test func writesThatWaitTogetherShareATransaction() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let plug = await WriterPlug(database.writer)
        let before = database.statistics
        let outcomes = try await withThrowingTaskGroup(of: KVWriteOutcome.self) { group in
            for number in 0..<200 {
                group.addTask { try await store.put(write("key-\(number)")) }
            }
            #expect(await eventually { database.writer.waitingOperations == 200 })
            plug.pull()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(outcomes.compactMap(\.version)).count == 200)
        // The plug's own, and one for all that waited.
        #expect(database.statistics.transactions - before.transactions == 2)
        #expect(database.statistics.operations - before.operations == 201)
        await database.close()
    }

    @Test func theStoreTellsWhatItsDatabaseDid() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        func measures() -> [String: Int] {
            Dictionary(uniqueKeysWithValues: store.measures.map { ($0.name, $0.value) })
        }
        let before = measures()
        _ = await store.putMany((0..<30).map { write("key-\($0)") })
        _ = try await store.delete(KVDelete(key: key("key-1")))
        let after = measures()
        #expect(after["sqlite_commits_total", default: 0] - before["sqlite_commits_total", default: 0] == 2)
        #expect(after["sqlite_writes_total", default: 0] - before["sqlite_writes_total", default: 0] == 31)
        #expect(after["sqlite_waiting_writes"] == 0)
        let plug = await WriterPlug(database.writer)
        let waiting = Task { try await store.put(write("key")) }
        #expect(await eventually { measures()["sqlite_waiting_writes"] == 1 })
        plug.pull()
        _ = try await waiting.value
        await database.close()
        for measure in store.measures where measure.kind == .counter {
            #expect(measure.name.hasSuffix("_total"))
        }
    }

    @Test func aFullQueueRefusesAndRecovers() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let plug = await WriterPlug(database.writer)
        let part = SQLiteStoreLimits.transactionOperationsMaximum
        let places = SQLiteStoreLimits.writeQueueOperationsMaximum / part
        let deletes = (0..<part).map { KVDelete(key: key("key-\($0)")) }
        let results = try await withThrowingTaskGroup(of: [Result<KVDeleteOutcome, KVError>].self) { group in
            for _ in 0..<places + 5 {
                group.addTask { await store.deleteMany(deletes) }
            }
            // Those who are refused come back at once, everybody else when the writer is free.
            var results: [Result<KVDeleteOutcome, KVError>] = []
            for _ in 0..<5 { results += try #require(try await group.next()) }
            #expect(database.writer.waitingOperations == places * part)
            await #expect(throws: KVError.overloaded(retryAfter: .seconds(1))) {
                try await store.put(write("key"))
            }
            plug.pull()
            for try await more in group { results += more }
            return results
        }
        let overloaded = Result<KVDeleteOutcome, KVError>.failure(.overloaded(retryAfter: .seconds(1)))
        #expect(results[..<(5 * part)].allSatisfy { $0 == overloaded })
        #expect(results[(5 * part)...].allSatisfy { $0 == .success(.deleted) })
        _ = try await store.put(write("key"))
        await database.close()
    }

    @Test func operationsThatWaitTogetherSeeEachOtherInOrder() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let plug = await WriterPlug(database.writer)
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask { try await store.put(write("key", "\(number)", if: .absent)).version != nil }
            }
            #expect(await eventually { database.writer.waitingOperations == 50 })
            plug.pull()
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(winners == 1)
        await database.close()
    }

    @Test func bytesAreBoundedToo() async throws {
        let queue = Monitor(WriteQueue())
        func append(bytes: Int) -> KVError? {
            let request = WriteRequest(operationCount: 1, byteCount: bytes)
            return queue.withLock { $0.append(request) }
        }
        // An empty queue takes anything, or it could never be written.
        #expect(append(bytes: SQLiteStoreLimits.writeQueueBytesMaximum + 1) == nil)
        #expect(append(bytes: 1) == .overloaded(retryAfter: .seconds(1)))
        guard case .commit(let batch)? = queue.withLock({ $0.next() }) else {
            Issue.record("no batch")
            return
        }
        #expect(batch.count == 1)
        for _ in 0..<8 { #expect(append(bytes: SQLiteStoreLimits.transactionBytesMaximum / 2) == nil) }
        for expected in [2, 2, 2, 2] {
            guard case .commit(let batch)? = queue.withLock({ $0.next() }) else {
                Issue.record("no batch")
                return
            }
            #expect(batch.count == expected)
        }
        #expect(queue.withLock { $0.next() } == nil)
        #expect(!queue.withLock { $0.hasNext })
        #expect(append(bytes: 1) == nil)
        #expect(queue.withLock { $0.hasNext })
    }

    @Test func aLockThatStaysFailsTheWriteAndAppliesNothing() async throws {
        let options = SQLiteOptions(busyTimeout: .milliseconds(20))
        let database = try SQLiteDatabase(path: folder.file(), options: options)
        let store = try await database.testStore()
        let other = try connect(folder.file())
        try other.execute("BEGIN IMMEDIATE")
        let failure = await #expect(throws: KVError.self) { try await store.put(write("key")) }
        guard case .unavailable(_, .seconds(1)) = failure else {
            Issue.record("found \(String(describing: failure))")
            return
        }
        try other.execute("COMMIT")
        #expect(try await store.get(key("key")) == nil)
        _ = try await store.put(write("key"))
        await database.close()
    }

    /// A writer whose file cannot grow beyond some pages, with a namespace 1.
    private func writer(maximumPages: Int) throws -> SQLiteWriter {
        let file = DatabaseFile(path: folder.file())
        let connection = try file.openForWriting()
        try connection.execute(
            """
            INSERT INTO namespaces VALUES (1, 'identifier', 'title');
            PRAGMA max_page_count = \(maximumPages)
            """
        )
        let generation = ChangeGeneration()
        return try SQLiteWriter(
            file: file,
            connection: connection,
            counters: SQLiteCounters(),
            observers: ExternalChangeObservers(),
            failures: BackgroundFailures(clock: SystemClock(), report: { _ in }),
            generation: generation,
            inPlaceReaders: InPlaceReaders(file: file, generation: generation),
            clock: SystemClock(),
            sweepPeriod: .seconds(60),
            readersEnding: Countdown(0)
        )
    }

    private static let full = KVError.unavailable(
        reason: "database or disk is full (SQLite code 13)",
        retryAfter: nil
    )

    @Test func whatDoesNotFitOnTheDiskDoesNotTakeItsBatchAlong() async throws {
        let writer = try writer(maximumPages: 100)
        let plug = await WriterPlug(writer)
        let sizes = [1, 1000, 1_000_000, 1000, 1]
        let results = await withTaskGroup(of: (Int, Result<KVWriteOutcome, KVError>).self) { group in
            for (number, size) in sizes.enumerated() {
                group.addTask {
                    let write = KVWrite(key: key("key-\(number)"), value: [UInt8](repeating: 1, count: size))
                    do throws(KVError) {
                        let outcome = try await writer.run { transaction throws(SQLiteFailure) in
                            try transaction.put(write, in: 1)
                        }
                        return (number, .success(outcome))
                    } catch {
                        return (number, .failure(error))
                    }
                }
            }
            #expect(await eventually { writer.waitingOperations == sizes.count })
            plug.pull()
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for number in [0, 1, 3, 4] { #expect(try results[number]?.get().version != nil) }
        #expect(results[2] == .failure(Self.full))
        writer.close()
        await writer.waitForEnd()
        #expect(try connect(folder.file()).integer("SELECT count(*) FROM pairs") == 4)
    }

    /// A statement that ends half-way has nothing undone by itself.
    @Test func pairsThatDoNotFitOnTheDiskAreRefusedAndTheOthersWritten() async throws {
        let writer = try writer(maximumPages: 16)
        let plug = await WriterPlug(writer)
        let queue = CallbackQueue()
        let count = 100
        let results = await withTaskGroup(of: (KVKey, Result<KVWriteOutcome, KVError>).self) { group in
            for number in 0..<count {
                let write = write("key-\(number)", String(repeating: "x", count: 400), if: .absent)
                group.addTask {
                    await withCheckedContinuation { continuation in
                        writer.enqueue(
                            CallbackPutRequest(write, in: 1, on: queue) { write, result in
                                continuation.resume(returning: (write.key, result))
                            }
                        )
                    }
                }
            }
            #expect(await eventually { writer.waitingOperations == count })
            plug.pull()
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(results.count == count)
        writer.close()
        await writer.waitForEnd()
        let connection = try connect(folder.file())
        let written = results.filter { (try? $0.value.get().version) != nil }
        #expect(!written.isEmpty && written.count < count)
        #expect(results.values.filter { $0 == .failure(Self.full) }.count == count - written.count)
        #expect(try connection.integer("SELECT count(*) FROM pairs") == Int64(written.count))
        let versions = Set(written.values.compactMap { try? $0.get().version?.rawValue })
        let statement = try connection.prepare("SELECT key, version FROM pairs")
        while try statement.step() {
            #expect(written[KVKey(unchecked: statement.bytes(at: 0))] != nil)
            #expect(versions.contains(UInt64(bitPattern: statement.integer(at: 1))))
        }
    }
}
