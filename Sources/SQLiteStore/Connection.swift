import CSQLite

/// One connection to a database file; not for more than one thread at a time.
///
/// SQLite's own mutexes are off ("multi-thread" mode, sqlite.org/threadsafe.html): whoever owns the connection uses it
/// from one thread at a time.
final class Connection {
    private let handle: OpaquePointer
    /// Held here because SQLite has a pointer to it.
    private var logPages: LogPages?
    /// The same.
    private var logPauses: LogPauses?

    /// What the whole library is told before its first use: nobody asks how much memory it has, and counting takes a lock of
    /// the whole process for each allocation; a path is no URI, whose parameters could change what is written and when; and
    /// it gets the page cache of this module.
    ///
    /// False where somebody has used the library before, which then stays as it is.
    private static let libraryIsConfigured: Bool = {
        let codes = [sqlite3_disable_memory_statistics(), sqlite3_disable_uris()]
        return codes.allSatisfy { $0 == SQLITE_OK } && PageCache.install()
    }()

    /// What a connection is mostly used for.
    enum Purpose {
        case anything
        /// Reading pairs by their keys, which asks for another choice of what to keep of the file (`PageCache`).
        case lookUps
        /// Writing many pages in one transaction, which takes fewer calls when they are gathered (`LogFile`). All pages
        /// that a transaction changes are kept in memory until it commits.
        case writes
        /// Moving the log into the database, which may pause between pages (`pauseBetweenPages`).
        case movingTheLog
    }

    /// Opens a file for reading and writing, and makes it where `creates` is set.
    ///
    /// - Parameter busyTimeout: how long a call waits for a lock that another connection holds.
    init(
        path: String,
        creates: Bool,
        busyTimeout: Duration,
        purpose: Purpose = .anything
    ) throws(SQLiteFailure) {
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            | (creates ? SQLITE_OPEN_CREATE : 0)
        var opened: OpaquePointer?
        let hasLogFile = Self.libraryIsConfigured && (purpose == .writes || purpose == .movingTheLog)
        let fileSystem = hasLogFile ? LogFileSystem.name : nil
        let code = PageCache.withPreference(forInteriorPages: purpose == .lookUps) {
            sqlite3_open_v2(path, &opened, flags, fileSystem)
        }
        guard code == SQLITE_OK, let opened else {
            let failure = SQLiteFailure(code: code, database: opened)
            // Even a failed open may leave a handle, which must be closed.
            sqlite3_close_v2(opened)
            throw failure
        }
        handle = opened
        if fileSystem != nil { try execute("PRAGMA cache_spill = OFF") }
        sqlite3_busy_timeout(handle, Int32(clamping: Int64(busyTimeout / .milliseconds(1))))
    }

    deinit {
        // With _v2 the connection goes when its last statement does.
        sqlite3_close_v2(handle)
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Whether the file can only be read.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Whether what is written to the log is gathered; false while there is no log.
    var gathersLogWrites: Bool {
        logFile.map(LogFile.isOne) ?? false
    }

    private var logFile: UnsafeMutablePointer<sqlite3_file>? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        return code == SQLITE_OK ? file : nil
    }

    /// Rows that the latest insert, update or delete changed.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    /// Pages that were looked for in the page cache in vain since the connection was opened (SQLITE_DBSTATUS_CACHE_MISS).
    var missedPages: Int {
        var current: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_MISS, &current, &highest, 0)
        return Int(current)
    }

    /// Prepares a statement that will be used many times.
    func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        try Statement(sql, database: handle)
    }

    /// Runs statements that are used once and whose rows do not matter.
    func execute(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw SQLiteFailure(code: code, database: handle) }
    }

    /// The number in the first column of the first row.
    func integer(_ sql: String) throws(SQLiteFailure) -> Int64 {
        let statement = try prepare(sql)
        _ = try statement.step()
        return statement.integer(at: 0)
    }

    /// Undoes the open transaction, if SQLite has not done so itself.
    func rollBack() {
        guard isInTransaction else { return }
        // It can fail only where SQLite has rolled back itself.
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// Moves what it can from the write-ahead log into the database, without waiting for anybody.
    ///
    /// Nil where somebody else is moving it.
    @discardableResult
    func checkpoint() throws(SQLiteFailure) -> LogMove? {
        var pages: Int32 = 0
        var movedPages: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &movedPages)
        if code & 0xFF == SQLITE_BUSY { return nil }
        if code != SQLITE_OK { throw SQLiteFailure(code: code, database: handle) }
        return LogMove(pages: Int(pages), movedPages: Int(movedPages))
    }

    /// Has something done between pages of the log that this connection moves, every so many of them.
    ///
    /// It is for a connection that was opened for moving the log, and has looked at the file; others go on without pauses. No
    /// statement may outlive it, since SQLite closes the log with the last of them.
    func pauseBetweenPages(_ pause: @escaping () -> Void) {
        let pauses = LogPauses(pause)
        logPauses = pauses
        if let logFile { LogFile.tell(pauses, ofReadsFrom: logFile) }
    }

    /// Keeps count of the pages in the write-ahead log as of the latest commit on this connection.
    ///
    /// Takes the place of SQLite's own automatic checkpoints.
    func countLogPages() -> LogPages {
        let count = LogPages()
        logPages = count
        sqlite3_wal_hook(
            handle,
            { count, _, _, pages in
                if let count {
                    Unmanaged<LogPages>.fromOpaque(count).takeUnretainedValue().note(Int(pages))
                }
                return SQLITE_OK
            },
            Unmanaged.passUnretained(count).toOpaque()
        )
        return count
    }
}
