import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

@Suite(.timeLimit(.minutes(1)))
struct SweepTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    func rows() throws -> Int64 {
        try connect(folder.file()).integer("SELECT count(*) FROM pairs")
    }

    @Test func expiredEntriesAreRemovedWhenThePeriodIsOver() async throws {
        let database = try SQLiteDatabase(
            path: folder.file(),
            options: SQLiteOptions(sweepPeriod: .seconds(60)),
            clock: clock
        )
        let store = try await database.testStore()
        let now = clock.wallMilliseconds() / 1000
        let count = SQLiteStoreLimits.sweepRowsMaximum * 5 + 1
        let writes = (0..<count).map { KVWrite(key: key("key-\($0)"), value: [1], expiration: now + 10) }
        _ = await store.putMany(
            writes + [KVWrite(key: key("later"), value: [1], expiration: now + 61), write("never")]
        )
        clock.advance(seconds: 59)
        #expect(try await store.list(KVListQuery()).items.map(\.key.name) == ["later", "never"])
        #expect(try rows() == Int64(count) + 2)
        clock.advance(seconds: 1)
        #expect(await eventually { database.statistics.sweptEntries == count })
        #expect(try rows() == 2)
        await database.close()
    }

    @Test func theSweepGetsItsTurnUnderLoad() async throws {
        let database = try SQLiteDatabase(
            path: folder.file(),
            options: SQLiteOptions(sweepPeriod: .seconds(60)),
            clock: clock
        )
        let store = try await database.testStore()
        let now = clock.wallMilliseconds() / 1000
        let count = SQLiteStoreLimits.sweepRowsMaximum * 3
        _ = await store.putMany(
            (0..<count).map { KVWrite(key: key("key-\($0)"), value: [1], expiration: now + 10) }
        )
        clock.advance(seconds: 60)
        let isSwept = await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    while !Task.isCancelled { _ = try await store.put(write("busy-\(writer)")) }
                }
            }
            let isSwept = await eventually { database.statistics.sweptEntries == count }
            group.cancelAll()
            return isSwept
        }
        #expect(isSwept)
        await database.close()
    }

    @Test func largeValuesEndATransactionOfTheSweepEarly() async throws {
        let connection = try DatabaseFile(path: folder.file()).openForWriting()
        try connection.execute(
            """
            INSERT INTO long_pairs (version, value)
            WITH RECURSIVE numbers (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 6)
            SELECT n, zeroblob(\(SQLiteStoreLimits.sweepValueBytesMaximum / 2)) FROM numbers;
            INSERT INTO pairs (namespace, key, version, expiration)
            SELECT 1, CAST(version AS BLOB), version, 10 + version FROM long_pairs
            """
        )
        let sweep = try Sweep(connection: connection)
        #expect(try sweep.step(nowMilliseconds: 10_000) == 0)
        #expect(try sweep.step(nowMilliseconds: 15_000) == 2)
        #expect(try connection.integer("SELECT min(expiration) FROM pairs") == 13)
        #expect(try sweep.step(nowMilliseconds: 15_000) == 2)
        #expect(try sweep.step(nowMilliseconds: 15_000) == 1)
        #expect(try sweep.step(nowMilliseconds: 15_000) == 0)
        #expect(try connection.integer("SELECT count(*) FROM pairs") == 1)
        #expect(try connection.integer("SELECT count(*) FROM long_pairs") == 1)
    }

    @Test func theEntriesOfADeletedNamespaceAreRemoved() async throws {
        let database = try SQLiteDatabase(
            path: folder.file(),
            options: SQLiteOptions(sweepPeriod: .seconds(60)),
            clock: clock
        )
        let (namespace, store) = try await database.openNamespace(title: "deleted")
        let kept = try await database.testStore()
        let count = SQLiteStoreLimits.sweepRowsMaximum + 10
        _ = await store.putMany((0..<count).map { write("key-\($0)") })
        _ = try await kept.put(write("kept"))
        try await database.deleteNamespace(id: namespace.id)
        clock.advance(seconds: 60)
        #expect(await eventually { database.statistics.sweptEntries == count })
        #expect(try rows() == 1)
        #expect(
            try await eventually {
                try connect(folder.file()).integer("SELECT count(*) FROM deleted_namespaces") == 0
            }
        )
        await database.close()
    }
}
