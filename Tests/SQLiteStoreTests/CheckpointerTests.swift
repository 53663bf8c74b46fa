import KeyValueStore
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
        let failures = BackgroundFailures(clock: SystemClock(), report: { _ in })
        let checkpointer = try Checkpointer(file: file, failures: failures)
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
        #expect(try connection.checkpoint() == 0)
        try connection.execute("UPDATE counter SET version = 7")
        #expect(pages.count < 10)
    }
}
