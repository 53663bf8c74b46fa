import CSQLite

/// A database file and the schema it must have: opens it, refuses what is not ours, and upgrades what is old.
///
/// Nothing but SQLite opens the file: closing any other descriptor of it would drop the locks of every connection that
/// this process has (sqlite.org/howtocorrupt.html, section 2.2).
struct DatabaseFile: Sendable {
    let path: String
    var schema = Schema.current
    /// How long a call waits for a lock that another process holds.
    var busyTimeout = Duration.seconds(5)
    /// Told before a file that holds something is upgraded.
    var reportUpgrade: @Sendable (String) -> Void = { _ in }

    /// Makes the file and its folders where missing, upgrades it, and returns the connection for writing.
    func openForWriting() throws(SQLiteStoreError) -> Connection {
        try Folder(of: path)?.create()
        do {
            // An upgrade may change more pages than the memory of a connection that gathers should hold.
            let upgrader = try Connection(path: path, creates: true, busyTimeout: busyTimeout)
            try checkOwnership(upgrader)
            try configure(upgrader, pageCacheKibibytes: SQLiteStoreLimits.pageCacheKibibytes)
            try upgrade(upgrader)
            // Opened before the other one closes, which as the last one would move the whole log first.
            let writer = try Connection(
                path: path,
                creates: false,
                busyTimeout: busyTimeout,
                purpose: .writes
            )
            try configure(writer, pageCacheKibibytes: SQLiteStoreLimits.pageCacheKibibytes)
            return withExtendedLifetime(upgrader) { writer }
        } catch let refusal as SQLiteStoreError {
            throw refusal
        } catch let failure as SQLiteFailure {
            throw refusal(failure)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    /// Opens a connection that is only read from.
    ///
    /// - Parameter looksUpKeys: whether it only looks up keys, and lists nothing.
    func openForReading(looksUpKeys: Bool = false) throws(SQLiteFailure) -> Connection {
        let connection = try Connection(
            path: path,
            creates: false,
            busyTimeout: busyTimeout,
            purpose: looksUpKeys ? .lookUps : .anything
        )
        try configure(
            connection,
            pageCacheKibibytes: looksUpKeys
                ? SQLiteStoreLimits.inPlaceReaderPageCacheKibibytes
                : SQLiteStoreLimits.readerPageCacheKibibytes
        )
        try connection.execute("PRAGMA query_only = ON")
        return connection
    }

    /// Opens a connection that only moves the write-ahead log into the database.
    func openForCheckpoints() throws(SQLiteFailure) -> Connection {
        let connection = try Connection(
            path: path,
            creates: false,
            busyTimeout: busyTimeout,
            purpose: .movingTheLog
        )
        try configure(connection, pageCacheKibibytes: SQLiteStoreLimits.readerPageCacheKibibytes)
        return connection
    }

    private func checkOwnership(_ connection: Connection) throws {
        // Also the first read of the file, where something else than a database shows itself. One snapshot for all: another
        // process may just be making the file.
        try connection.execute("BEGIN")
        defer { connection.rollBack() }
        let applicationID = try connection.integer("PRAGMA application_id")
        let version = Int(try connection.integer("PRAGMA user_version"))
        if applicationID == Schema.applicationID {
            if version < 0 { throw SQLiteStoreError.foreignDatabase(path: path) }
            if version > schema.version {
                throw SQLiteStoreError.newerSchema(path: path, found: version, supported: schema.version)
            }
        } else if try applicationID != 0 || version != 0
            || connection.integer("SELECT count(*) FROM sqlite_schema") != 0
        {
            throw SQLiteStoreError.foreignDatabase(path: path)
        }
        if connection.isReadOnly { throw SQLiteStoreError.readOnly(path: path) }
    }

    private func configure(_ connection: Connection, pageCacheKibibytes: Int) throws(SQLiteFailure) {
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA trusted_schema = OFF;
            PRAGMA secure_delete = FAST;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = \(SQLiteStoreLimits.logFileBytes);
            PRAGMA cache_size = -\(pageCacheKibibytes);
            """
        )
    }

    private func upgrade(_ connection: Connection) throws {
        if try connection.integer("PRAGMA user_version") == schema.version { return }
        do throws(SQLiteFailure) {
            try connection.execute("BEGIN IMMEDIATE")
            // Another process may have been faster: what counts is the version inside the transaction.
            let found = Int(try connection.integer("PRAGMA user_version"))
            if (1..<schema.version).contains(found) {
                reportUpgrade("\(path) goes from schema \(found) to \(schema.version)")
            }
            for migration in schema.migrations.dropFirst(found) { try connection.execute(migration) }
            try connection.execute(
                """
                PRAGMA application_id = \(Schema.applicationID);
                PRAGMA user_version = \(max(found, schema.version));
                COMMIT
                """
            )
        } catch {
            connection.rollBack()
            throw SQLiteStoreError.upgradeFailed(path: path, reason: error.text)
        }
        // All that the file holds may be in the log now, where it is slower to find.
        try connection.checkpoint()
        try checkOwnership(connection)
    }

    /// What a failure to open means.
    func refusal(_ failure: SQLiteFailure) -> SQLiteStoreError {
        switch failure.primaryCode {
        case SQLITE_NOTADB: .notADatabase(path: path)
        case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
        default: .cannotOpen(path: path, reason: failure.text)
        }
    }
}
