import Testing

@testable import SQLiteStore

/// A file of 20,000 rows in about 1,300 pages, read at random through a cache of 100.
struct PageCacheTests {
    private static let rows: Int64 = 20_000
    private static let reads = 4_000

    private let folder = TemporaryFolder()
    private var path: String { folder.file() }

    init() throws {
        let connection = try Connection(path: path, creates: true, busyTimeout: .zero)
        try connection.execute(
            """
            CREATE TABLE t (key INTEGER, text BLOB, PRIMARY KEY (key, text)) WITHOUT ROWID;
            \(Self.fill)
            """
        )
    }

    private static let fill = """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows - 1))
            INSERT INTO t SELECT i, zeroblob(200) FROM n
        """

    /// Pages fetched from the file for each read of a random row, once the cache is warm.
    private func missesPerRead(_ connection: Connection) throws -> Double {
        try connection.execute("PRAGMA cache_size = 100")
        let select = try connection.prepare("SELECT length(text) FROM t WHERE key = ?1")
        var generator = SystemRandomNumberGenerator()
        var missedBefore = 0
        for read in 0..<(2 * Self.reads) {
            if read == Self.reads { missedBefore = connection.missedPages }
            select.bind(Int64.random(in: 0..<Self.rows, using: &generator), at: 1)
            #expect(try select.step() && select.integer(at: 0) == 200)
            select.reset()
        }
        return Double(connection.missedPages - missedBefore) / Double(Self.reads)
    }

    @Test func lookingUpKeysFetchesLittleMoreThanTheLeaf() throws {
        let lookingUp = try Connection(path: path, creates: false, busyTimeout: .zero, purpose: .lookUps)
        let misses = try missesPerRead(lookingUp)
        #expect(misses < 1.1)
        #expect(misses > 0.8, "the file is too small to tell")
    }

    @Test func otherConnectionsKeepToRecency() throws {
        #expect(try missesPerRead(connect(path)) > 1.15)
    }

    @Test func connectionsOpenedAtOnceGetWhatEachAsksFor() async throws {
        let path = path
        let misses = try await withThrowingTaskGroup(of: (Bool, Double).self) { group in
            for number in 0..<8 {
                group.addTask {
                    let looksUpKeys = number.isMultiple(of: 2)
                    let connection = try Connection(
                        path: path,
                        creates: false,
                        busyTimeout: .zero,
                        purpose: looksUpKeys ? .lookUps : .anything
                    )
                    return (looksUpKeys, try missesPerRead(connection))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (looksUpKeys, misses) in misses { #expect((misses < 1.1) == looksUpKeys) }
    }

    /// SQLite drops every page when another connection has changed the file, and the last ones when it has become shorter.
    @Test func pagesThatOthersChangedOrCutOffAreReadAnew() throws {
        let other = try connect(path)
        for purpose in [Connection.Purpose.anything, .lookUps] {
            let own = try Connection(path: path, creates: false, busyTimeout: .zero, purpose: purpose)
            let sum = try own.prepare("SELECT count(*), sum(length(text)) FROM t")
            func found() throws -> [Int64] {
                defer { sum.reset() }
                _ = try sum.step()
                return [sum.integer(at: 0), sum.integer(at: 1)]
            }
            #expect(try found() == [Self.rows, Self.rows * 200])
            try other.execute("DELETE FROM t WHERE key >= 100; VACUUM")
            #expect(try found() == [100, 100 * 200])
            // Splits pages on the way, at numbers that were used before.
            try other.execute("UPDATE t SET text = zeroblob(300)")
            try own.execute("INSERT INTO t SELECT key + 100, zeroblob(300) FROM t")
            #expect(try found() == [200, 200 * 300])
            try other.execute("DELETE FROM t")
            try other.execute(Self.fill)
        }
        #expect(try other.prepare("PRAGMA integrity_check").firstText() == "ok")
    }

    @Test func whatIsWrittenWithPagesGivenUpIsRead() throws {
        let connection = try Connection(path: path, creates: false, busyTimeout: .zero, purpose: .lookUps)
        try connection.execute("PRAGMA cache_size = 10")
        try connection.execute("UPDATE t SET text = CAST(key AS BLOB) WHERE key % 7 = 0")
        try connection.execute("DELETE FROM t WHERE key % 7 = 1")
        #expect(
            try connection.integer("SELECT count(*) FROM t WHERE key % 7 = 0 AND text = CAST(key AS BLOB)")
                == 2858
        )
        #expect(try connection.integer("SELECT count(*) FROM t") == Self.rows - 2857)
        #expect(try connection.prepare("PRAGMA integrity_check").firstText() == "ok")
    }
}

extension Statement {
    fileprivate func firstText() throws -> String? {
        try step() ? text(at: 0) : nil
    }
}
