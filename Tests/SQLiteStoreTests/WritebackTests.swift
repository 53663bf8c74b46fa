#if os(Linux)
import Testing

@testable import SQLiteStore

/// Asking the system to begin to write a file that SQLite has open.
struct WritebackTests {
    private let folder = TemporaryFolder()

    @Test func aFileThatNobodyHasOpenIsNotAskedFor() throws {
        #expect(Writeback(of: folder.file("absent")) == nil)
        var connection: Connection? = try DatabaseFile(path: folder.file()).openForWriting()
        #expect(connection != nil)
        connection = nil
        #expect(Writeback(of: folder.file()) == nil)
    }

    @Test func theSystemBeginsToWriteAFileThatIsOpen() throws {
        let connection = try DatabaseFile(path: folder.file()).openForWriting()
        try connection.execute("CREATE TABLE more (value); INSERT INTO more VALUES (zeroblob(100000))")
        let writeback = try #require(Writeback(of: folder.file()))
        #expect(writeback.begin())
        for _ in 0..<3 { writeback.note(pages: SQLiteStoreLimits.pagesMovedBeforeWriting) }
        #expect(try connection.integer("SELECT length(value) FROM more") == 100_000)
    }
}
#endif
