import KeyValueStore
import Synchronization
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(2)))
struct CheckpointerTests {
    let folder = TemporaryFolder()

    @Test func theLogDoesNotGrowWithWhatIsWritten() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let size = 1024 * 1024
        for number in 0..<2 * SQLiteStoreLimits.logFileBytes / size {
            // SQLite writes no page that stays the same.
            let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
            _ = try await store.put(KVWrite(key: key("key-\(number % 10)"), value: value))
        }
        let bytes = try readFile(folder.file("database.sqlite-wal")).count
        // A transaction that begins below the limit may end above it.
        #expect(bytes <= SQLiteStoreLimits.logFileBytes + SQLiteStoreLimits.transactionBytesMaximum)
        await database.close()
    }

    @Test func theLogDoesNotGrowWithWhatManyWriteAtOnce() async throws {
        let database = try SQLiteDatabase(path: folder.file())
        let store = try await database.testStore()
        let size = 128 * 1024
        let writers = 32
        let longest = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var longest = 0
                    for number in 0..<4 * SQLiteStoreLimits.logFileBytes / size / writers {
                        let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
                        _ = try await store.put(KVWrite(key: key("key-\(writer)-\(number)"), value: value))
                        longest = max(longest, try fileBytes(folder.file("database.sqlite-wal")))
                    }
                    return longest
                }
            }
            return try await group.reduce(0, max)
        }
        #expect(longest <= SQLiteStoreLimits.logFileBytes + SQLiteStoreLimits.transactionBytesMaximum)
        await database.close()
    }

    @Test func whoWaitsForARequestedMoveFindsItDone() throws {
        let file = DatabaseFile(path: folder.file())
        let connection = try file.openForWriting()
        let pages = connection.countLogPages()
        let checkpointer = try mover(pages, pause: {})
        defer { checkpointer.close() }
        for version in 2..<50 {
            try connection.execute(
                "INSERT INTO pairs (namespace, key, version, value) VALUES (1, '\(version)', \(version), zeroblob(100000))"
            )
            checkpointer.request()
            #expect(checkpointer.waitUntilDone(atMostMilliseconds: 60_000))
            #expect(pages.count < 100)
        }
    }

    @Test func nothingIsLeftInTheLogAfterARound() async throws {
        let connection = try DatabaseFile(path: folder.file()).openForWriting()
        let pages = connection.countLogPages()
        try connection.execute(
            "INSERT INTO pairs (namespace, key, version, value) VALUES (1, x'61', 1, zeroblob(500000))"
        )
        #expect(pages.count > 100)
        #expect(try connection.checkpoint()?.isComplete == true)
        try connection.execute("UPDATE counter SET version = 7")
        #expect(pages.count < 10)
    }

    /// Why a move should be over soon.
    enum Urgency: CaseIterable {
        case more, waiter, end
    }

    @Test func theProcessorIsLeftToOthersBetweenPages() async throws {
        let (connection, pages) = try logOfManyPages()
        let pauses = Atomic(0)
        let checkpointer = try mover(pages) { pauses.add(1, ordering: .relaxed) }
        defer { checkpointer.close() }
        checkpointer.request()
        let expected = pages.count / SQLiteStoreLimits.pagesMovedBetweenPauses
        #expect(await eventually { pauses.load(ordering: .relaxed) >= expected })
        withExtendedLifetime(connection) {}
    }

    @Test(arguments: Urgency.allCases)
    func aMoveThatIsUrgentDoesNotPause(urgency: Urgency) async throws {
        let (connection, pages) = try logOfManyPages()
        let pauses = Atomic(0)
        let isUrgent = Atomic(false)
        // The move stands still until it has become urgent.
        let checkpointer = try mover(pages) {
            pauses.add(1, ordering: .relaxed)
            while !isUrgent.load(ordering: .acquiring) { Processor.leaveToOthers() }
        }
        defer {
            isUrgent.store(true, ordering: .releasing)
            checkpointer.close()
        }
        checkpointer.request()
        #expect(await eventually { pauses.load(ordering: .relaxed) == 1 })
        try WorkerThread.start(
            named: "urgency",
            {
                switch urgency {
                case .more: checkpointer.request()
                case .waiter: _ = checkpointer.waitUntilDone(atMostMilliseconds: 60_000)
                case .end: checkpointer.close()
                }
            },
            end: {}
        )
        #expect(await eventually { checkpointer.isUrgent })
        isUrgent.store(true, ordering: .releasing)
        #expect(try await eventually { try connection.checkpoint() != nil })
        #expect(pauses.load(ordering: .relaxed) == 1)
    }

    @Test func theLogBeginsAnewAlsoWhereOthersWroteWhileItWasMoved() async throws {
        let (connection, pages) = try logOfManyPages()
        let opened = try DatabaseFile(path: folder.file()).openForWriting()
        let otherPages = opened.countLogPages()
        otherPages.note(pages.count)
        let other = Mutex(opened)
        let hasWritten = Atomic(false)
        let checkpointer = try mover(otherPages) {
            guard !hasWritten.load(ordering: .relaxed) else { return }
            let isWritten = other.withLock { (try? $0.execute("UPDATE counter SET version = 6")) != nil }
            hasWritten.store(isWritten, ordering: .releasing)
        }
        defer { checkpointer.close() }
        checkpointer.request()
        #expect(await eventually { hasWritten.load(ordering: .acquiring) })
        #expect(checkpointer.waitUntilDone(atMostMilliseconds: 60_000))
        try connection.execute("UPDATE counter SET version = 7")
        #expect(pages.count < 10)
    }

    @Test func theLittleThatCameDuringPausesIsMovedWithoutThem() async throws {
        let (connection, pages) = try logOfManyPages()
        let expected = pages.count / SQLiteStoreLimits.pagesMovedBetweenPauses
        let other = Mutex(connection)
        let pauses = Atomic(0)
        // Each pause adds to the log, altogether enough for pauses in a second round.
        let checkpointer = try mover(pages) {
            pauses.add(1, ordering: .relaxed)
            other.withLock { try? $0.execute("UPDATE counter SET version = version + 1") }
        }
        defer { checkpointer.close() }
        let looker = try connect(folder.file())
        checkpointer.request()
        #expect(await eventually { pauses.load(ordering: .relaxed) >= expected })
        #expect(pages.count >= expected * SQLiteStoreLimits.pagesMovedBetweenPauses + expected)
        // Nobody else can move the log while the thread is at it.
        #expect(try await eventually { try looker.checkpoint()?.isComplete == true })
        #expect(pauses.load(ordering: .relaxed) == expected)
    }

    /// A connection that has written many pages, and how many.
    private func logOfManyPages() throws -> (Connection, LogPages) {
        let connection = try DatabaseFile(path: folder.file()).openForWriting()
        let pages = connection.countLogPages()
        try connection.execute(
            "INSERT INTO pairs (namespace, key, version, value) VALUES (1, x'61', 1, zeroblob(1000000))"
        )
        return (connection, pages)
    }

    private func mover(_ pages: LogPages, pause: @escaping @Sendable () -> Void) throws -> Checkpointer {
        let failures = BackgroundFailures(clock: SystemClock(), report: { _ in })
        return try Checkpointer(
            file: DatabaseFile(path: folder.file()),
            logPages: pages,
            failures: failures,
            pause: pause
        )
    }
}
