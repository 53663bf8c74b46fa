import Testing

@testable import SQLiteStore

struct StatementTests {
    let connection: Connection

    init() throws {
        connection = try Connection(path: ":memory:", creates: true, busyTimeout: .zero)
        try connection.execute("CREATE TABLE t (a BLOB, b BLOB, c INTEGER)")
    }

    @Test func noBytesDifferFromNull() throws {
        let insert = try connection.prepare("INSERT INTO t VALUES (?1, ?2, ?3)")
        insert.bind([], at: 1)
        insert.bind([UInt8]?.none, at: 2)
        insert.bind(Int64?.none, at: 3)
        try insert.run()
        let select = try connection.prepare("SELECT a, b, c, typeof(a), typeof(b) FROM t")
        #expect(try select.step())
        #expect(select.optionalBytes(at: 0) == [])
        #expect(select.optionalBytes(at: 1) == nil)
        #expect(select.optionalInteger(at: 2) == nil)
        #expect(select.text(at: 3) == "blob")
        #expect(select.text(at: 4) == "null")
        #expect(try !select.step())
    }

    @Test(arguments: [0, 1, 5, 100_000])
    func bytesBoundWithoutACopyAreStored(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let insert = try connection.prepare("INSERT INTO t VALUES (?1, NULL, ?2)")
        insert.bind(Int64.min, at: 2)
        try insert.run(withBytes: bytes, at: 1)
        let select = try connection.prepare("SELECT a, c, typeof(a) FROM t")
        #expect(try select.step())
        #expect(select.bytes(at: 0) == bytes)
        #expect(select.integer(at: 1) == .min)
        #expect(select.text(at: 2) == "blob")
    }

    @Test func aBindingDoesNotOutliveItsBytes() throws {
        let insert = try connection.prepare("INSERT INTO t VALUES (?1, NULL, NULL)")
        try insert.run(withBytes: [1, 2, 3], at: 1)
        try insert.run()
        #expect(try connection.integer("SELECT count(*) FROM t WHERE a IS NULL") == 1)
    }

    @Test func aRowIsFoundByBytesBoundWithoutACopy() throws {
        try connection.execute("INSERT INTO t VALUES (x'0102', NULL, 7), (x'', NULL, 8)")
        let select = try connection.prepare("SELECT c FROM t WHERE a = ?1")
        for (bytes, number) in [([1, 2], 7), ([], 8), ([1], nil)] as [([UInt8], Int64?)] {
            #expect(try select.firstRow(withBytes: bytes, at: 1) { $0.integer(at: 0) } == number)
        }
        // Nothing is bound any more, and nothing equals NULL.
        #expect(try !select.step())
    }

    @Test func aFailureSaysWhatAndWhy() throws {
        try connection.execute("CREATE UNIQUE INDEX u ON t (c); INSERT INTO t VALUES (NULL, NULL, 1)")
        let failure = #expect(throws: SQLiteFailure.self) {
            try connection.execute("INSERT INTO t VALUES (NULL, NULL, 1)")
        }
        #expect(failure?.code == 2067)
        #expect(failure?.primaryCode == 19)
        #expect(failure?.message == "UNIQUE constraint failed: t.c")
    }
}
