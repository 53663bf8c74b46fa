import KeyValueStore
import Synchronization
import Testing

@testable import SQLiteStore

/// Files of every earlier schema open with all that is in them.
@Suite(.timeLimit(.minutes(1)))
struct SchemaTests {
    let folder = TemporaryFolder()

    /// A file as the first version of the program left it: short and long values, with and without metadata, an expired
    /// entry, one that will expire, and a namespace that was deleted before its entries were swept.
    func makeFileOfTheFirstSchema(users: Int) throws {
        let file = DatabaseFile(
            path: folder.file(),
            schema: Schema(migrations: Array(Schema.current.migrations.prefix(1)))
        )
        try file.openForWriting().execute(
            """
            INSERT INTO namespaces VALUES (1, '0123456789abcdef0123456789abcdef', 'test');
            INSERT INTO deleted_namespaces VALUES (2);
            UPDATE counter SET version = 1000000;
            WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < \(users))
            INSERT INTO entries (namespace, key, version, expiration, metadata, value)
            SELECT 1, CAST(printf('key-%05d', n * 7919 % \(users)) AS BLOB), 1000 + n,
                iif(n % 10 = 0, 4102444800, NULL), iif(n % 3 = 0, CAST('{"n":' || n || '}' AS BLOB), NULL),
                CAST(printf('%.*c', n * 37 % 1100, 'x') AS BLOB) FROM numbers;
            INSERT INTO entries (namespace, key, version, expiration, value)
            VALUES (1, x'61', 900001, 1, zeroblob(9000)), (2, x'62', 900002, NULL, zeroblob(9000));
            """
        )
    }

    @Test func everyEntryOfTheFirstSchemaIsThereAfterTheUpgrade() async throws {
        let users = 500
        try makeFileOfTheFirstSchema(users: users)
        let reports = Mutex<[String]>([])
        let options = SQLiteOptions(reportUpgrade: { text in reports.withLock { $0.append(text) } })
        let database = try SQLiteDatabase(path: folder.file(), options: options)
        #expect(reports.withLock(\.self) == ["\(folder.file()) goes from schema 1 to 2"])
        let store = try await database.testStore()
        for number in 0..<users {
            let name = String(number * 7919 % users)
            let zeros = String(repeating: "0", count: 5 - name.count)
            let entry = try await store.get(key("key-\(zeros)\(name)"))
            #expect(entry?.value == [UInt8](repeating: 0x78, count: max(1, number * 37 % 1100)))
            #expect(entry?.metadata == (number % 3 == 0 ? Array(#"{"n":\#(number)}"#.utf8) : nil))
            #expect(entry?.expiration == (number % 10 == 0 ? 4_102_444_800 : nil))
            #expect(entry?.version == KVVersion(UInt64(1000 + number)))
        }
        let connection = try connect(folder.file())
        #expect(try connection.integer("SELECT count(*) FROM long_pairs") > 100)
        let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"
        #expect(try connection.integer(damage) == 0)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'entries%'") == 0)
        await database.close()
    }

    @Test func whatWasToBeSweptIsSweptAfterTheUpgrade() async throws {
        try makeFileOfTheFirstSchema(users: 1)
        let connection = try DatabaseFile(path: folder.file()).openForWriting()
        let sweep = try Sweep(connection: connection)
        while try sweep.step(nowMilliseconds: 10_000) > 0 {}
        #expect(try connection.integer("SELECT count(*) FROM pairs") == 1)
        #expect(try connection.integer("SELECT count(*) FROM long_pairs") == 0)
        #expect(try connection.integer("SELECT count(*) FROM deleted_namespaces") == 0)
    }

    /// A program of the first version that still has the file open must not take long values for empty ones.
    @Test func anEarlierProgramFailsOnceTheFileIsUpgraded() throws {
        try makeFileOfTheFirstSchema(users: 1)
        let earlier = try connect(folder.file())
        let select = try earlier.prepare("SELECT value FROM entries WHERE namespace = 1 AND key = x'61'")
        #expect(try select.step())
        select.reset()
        _ = try DatabaseFile(path: folder.file()).openForWriting()
        #expect(throws: SQLiteFailure.self) { try select.step() }
    }
}
