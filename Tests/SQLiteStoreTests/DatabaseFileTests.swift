import KeyValueStore
import Testing

@testable import SQLiteStore

struct DatabaseFileTests {
    let folder = TemporaryFolder()

    /// The refusal of a file that the next version has written.
    var newerSchema: SQLiteStoreError {
        let supported = Schema.current.version
        return .newerSchema(path: folder.file(), found: supported + 1, supported: supported)
    }

    func open(_ path: String) throws(SQLiteStoreError) -> SQLiteDatabase {
        try SQLiteDatabase(path: path)
    }

    /// Makes a SQLite file that is not ours.
    func make(_ path: String, _ sql: String) throws {
        try Connection(path: path, creates: true, busyTimeout: .zero).execute(sql)
    }

    @Test func missingFoldersAreMade() async throws {
        let path = folder.file("a/b/c.sqlite")
        let database = try open(path)
        await database.close()
        #expect(folder.contents == ["a"])
        // Once more, now that they are there.
        await (try open(path)).close()
    }

    @Test func anEmptyFileBecomesADatabase() async throws {
        try writeFile(folder.file(), [])
        await (try open(folder.file())).close()
        #expect(try connect(folder.file()).integer("PRAGMA application_id") == Schema.applicationID)
        #expect(try connect(folder.file()).integer("PRAGMA user_version") == Int64(Schema.current.version))
    }

    /// SQLite takes a file of one byte for an empty one.
    @Test(arguments: [2, 16, 100, 1024, 100_000])
    func whatIsNotADatabaseIsRefusedAndLeftAlone(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 13) }
        try writeFile(folder.file(), bytes)
        #expect(throws: SQLiteStoreError.notADatabase(path: folder.file())) { try open(folder.file()) }
        #expect(try readFile(folder.file()) == bytes)
        #expect(folder.contents == ["database.sqlite"])
    }

    @Test(arguments: [
        "CREATE TABLE t (a)", "PRAGMA application_id = 1", "PRAGMA user_version = 1; VACUUM",
        "CREATE VIEW v AS SELECT 1", "PRAGMA journal_mode = WAL; CREATE TABLE t (a)",
    ])
    func aDatabaseOfAnotherApplicationIsRefusedAndLeftAlone(sql: String) throws {
        try make(folder.file(), sql)
        let bytes = try readFile(folder.file())
        #expect(throws: SQLiteStoreError.foreignDatabase(path: folder.file())) { try open(folder.file()) }
        #expect(try readFile(folder.file()) == bytes)
        #expect(folder.contents == ["database.sqlite"])
    }

    @Test func aLaterSchemaIsRefused() async throws {
        await (try open(folder.file())).close()
        try make(folder.file(), "PRAGMA user_version = \(Schema.current.version + 1)")
        let refusal = newerSchema
        #expect(throws: refusal) { try open(folder.file()) }
        #expect(refusal.description.contains(folder.file()))
    }

    @Test func aFolderIsRefused() throws {
        let refusal = #expect(throws: SQLiteStoreError.self) { try open(folder.path) }
        guard case .cannotOpen(folder.path, _) = refusal else {
            Issue.record("found \(String(describing: refusal))")
            return
        }
    }

    @Test func aFileInPlaceOfAFolderIsRefused() throws {
        try writeFile(folder.file("file"), [1])
        let refusal = #expect(throws: SQLiteStoreError.self) { try open(folder.file("file/database.sqlite")) }
        guard case .folderNotCreated(folder.file("file"), _) = refusal else {
            Issue.record("found \(String(describing: refusal))")
            return
        }
    }

    @Test func anOldSchemaIsUpgradedAndItsDataKept() async throws {
        let first = try open(folder.file())
        _ = try await first.testStore().put(write("key"))
        await first.close()
        let upgraded = Schema(
            migrations: Schema.current.migrations + ["CREATE TABLE added (a); INSERT INTO added VALUES (7)"]
        )
        let file = DatabaseFile(path: folder.file(), schema: upgraded)
        let second = try SQLiteDatabase(file: file, options: SQLiteOptions(), clock: SystemClock())
        #expect(try await second.testStore().get(key("key"))?.value == write("key").value)
        await second.close()
        #expect(try connect(folder.file()).integer("SELECT a FROM added") == 7)
        #expect(throws: newerSchema) { try open(folder.file()) }
    }

    @Test func aFailedUpgradeLeavesTheFileAsItWas() async throws {
        let first = try open(folder.file())
        _ = try await first.testStore().put(write("key"))
        await first.close()
        let broken = Schema(
            migrations: Schema.current.migrations + ["CREATE TABLE added (a); INSERT INTO missing VALUES (7)"]
        )
        let refusal = #expect(throws: SQLiteStoreError.self) {
            try DatabaseFile(path: folder.file(), schema: broken).openForWriting()
        }
        guard case .upgradeFailed(folder.file(), let reason) = refusal else {
            Issue.record("found \(String(describing: refusal))")
            return
        }
        #expect(reason.contains("no such table: missing"))
        let second = try open(folder.file())
        #expect(try await second.testStore().get(key("key")) != nil)
        await second.close()
        #expect(
            try connect(folder.file()).integer("SELECT count(*) FROM sqlite_schema WHERE name = 'added'") == 0
        )
    }

    @Test func aRunningProgramDoesNotWriteIntoALaterSchema() async throws {
        let database = try open(folder.file())
        let store = try await database.testStore()
        try connect(folder.file()).execute("PRAGMA user_version = \(Schema.current.version + 1)")
        await #expect(throws: KVError.schemaIsNewer) { try await store.checkReadiness() }
        let refusal = await #expect(throws: KVError.self) { try await store.put(write("key")) }
        guard case .rejected = refusal else {
            Issue.record("found \(String(describing: refusal))")
            return
        }
        await database.close()
    }
}
