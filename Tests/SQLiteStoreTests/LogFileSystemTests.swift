import CSQLite
import Testing

@testable import SQLiteStore

/// Real connections: one that gathers what it writes, and one that does not and looks at the same file.
struct LogFileSystemTests {
    private let folder = TemporaryFolder()
    private let writer: Connection
    private let reader: Connection

    init() throws {
        writer = try Connection(
            path: folder.file(),
            creates: true,
            busyTimeout: .seconds(5),
            purpose: .writes
        )
        try writer.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA wal_autocheckpoint = 0;
            CREATE TABLE t (key INTEGER PRIMARY KEY, text BLOB);
            """
        )
        reader = try connect(folder.file())
    }

    @Test func theWriterGathersAndOthersDoNot() throws {
        #expect(writer.gathersLogWrites)
        #expect(try reader.integer("SELECT count(*) FROM t") == 0)
        #expect(!reader.gathersLogWrites)
        let opened = try DatabaseFile(path: folder.file("database")).openForWriting()
        #expect(opened.gathersLogWrites)
    }

    @Test func aPathIsNoURIWhoseParametersCount() {
        // As a path it names a folder that is not there; as a URI it would be the file of these tests.
        #expect(throws: SQLiteFailure.self) { try connect("file:\(folder.file())?psow=0") }
    }

    @Test(arguments: [true, false])
    func aTransactionThatWasUndoneLeavesTheLogToOthers(closes: Bool) throws {
        try insertManyRows()
        // So that pages are read from the database, not from the log, which asks the log to write first.
        try reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        var loser: Connection? = try Connection(
            path: folder.file(),
            creates: false,
            busyTimeout: .zero,
            purpose: .writes
        )
        // It changes more than its page cache holds, and not the first page, which undoing reads again.
        try loser?.execute(
            """
            PRAGMA cache_size = 10;
            BEGIN IMMEDIATE;
            UPDATE t SET text = randomblob(300);
            ROLLBACK
            """
        )
        // Where the other's frames would have been.
        try reader.execute("UPDATE t SET text = zeroblob(300)")
        let changed = "SELECT count(*) FROM t WHERE text = zeroblob(300)"
        if closes { loser = nil } else { #expect(try loser?.integer(changed) == 1000) }
        #expect(try connect(folder.file()).integer(changed) == 1000)
        #expect(try reader.text("PRAGMA integrity_check") == "ok")
        withExtendedLifetime(loser) {}
    }

    @Test(arguments: ["FULL", "NORMAL", "OFF"])
    func whatWasCommittedIsSeenByOthersAtOnce(synchronous: String) throws {
        try writer.execute("PRAGMA synchronous = \(synchronous)")
        for number in 0..<200 {
            let rows = number.isMultiple(of: 20) ? 300 : 1
            try writer.execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
                    INSERT INTO t (text) SELECT zeroblob(400) FROM n
                """
            )
            let written = try writer.integer("SELECT count(*) FROM t")
            #expect(try reader.integer("SELECT count(*) FROM t") == written)
            if number.isMultiple(of: 50) { _ = try reader.checkpoint() }
        }
        #expect(try reader.text("PRAGMA integrity_check") == "ok")
    }

    @Test func transactionsLongerThanThePageCacheCommitAndRollBack() throws {
        try writer.execute("PRAGMA cache_size = 10")
        for round in 0..<10 {
            try writer.execute("BEGIN")
            try insertManyRows()
            try writer.execute("SAVEPOINT inner")
            try insertManyRows()
            try writer.execute("UPDATE t SET text = zeroblob(390)")
            if round.isMultiple(of: 3) { try writer.execute("ROLLBACK TO inner") }
            try writer.execute(round.isMultiple(of: 2) ? "COMMIT" : "ROLLBACK")
            #expect(try reader.text("PRAGMA integrity_check") == "ok")
        }
        #expect(try reader.integer("SELECT count(*) FROM t") == 2 * 1000 + 3 * 2000)
    }

    @Test(arguments: ["FULL", "OFF"])
    func theLogOfAConnectionThatGathersIsReadAfterItIsLost(synchronous: String) throws {
        try writer.execute("PRAGMA synchronous = \(synchronous)")
        for _ in 0..<20 { try insertManyRows() }
        // A copy of what is on the disk now is what a process that was killed leaves behind. Reading it by a descriptor of its
        // own drops the connections' locks, which nobody needs after that.
        let copy = TemporaryFolder()
        for suffix in ["", "-wal"] { try writeFile(copy.file() + suffix, readFile(folder.file() + suffix)) }
        let reopened = try connect(copy.file())
        #expect(try reopened.integer("SELECT count(*) FROM t") == 20_000)
        #expect(try reopened.text("PRAGMA integrity_check") == "ok")
    }

    private func insertManyRows(_ connection: Connection? = nil) throws {
        try (connection ?? writer).execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                INSERT INTO t (text) SELECT randomblob(300) FROM n
            """
        )
    }
}

extension Connection {
    /// The text in the first column of the first row.
    fileprivate func text(_ sql: String) throws -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(at: 0) : nil
    }
}
