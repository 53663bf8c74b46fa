import KeyValueStore

/// The reads on one connection, and the statements they use; not for more than one thread at a time.
final class ReadSession {
    private let connection: Connection
    private let beginTransaction: Statement
    private let commitTransaction: Statement
    private let select: EntrySelect
    private let selectPage: Statement
    private let selectPageWithValues: Statement
    private let selectNamespace: Statement
    /// The namespace that was last seen to be in the open snapshot, which does not change.
    private var seenNamespace: Int64?

    init(connection: Connection) throws(SQLiteFailure) {
        self.connection = connection
        beginTransaction = try connection.prepare("BEGIN")
        commitTransaction = try connection.prepare("COMMIT")
        select = try EntrySelect(connection: connection)
        let page =
            "FROM \(EntryRow.source) WHERE namespace = ?1 AND key >= ?2 AND key < ?3 ORDER BY key LIMIT ?4"
        selectPage = try connection.prepare("SELECT key, \(EntryRow.columnsWithoutValue) \(page)")
        selectPageWithValues = try connection.prepare("SELECT key, \(EntryRow.columns) \(page)")
        selectNamespace = try connection.prepare("SELECT 1 FROM namespaces WHERE id = ?1")
    }

    /// Runs reads on one snapshot of the database.
    func withSnapshot<Output, Failure: Error>(
        _ body: () throws(Failure) -> Output
    ) throws(Failure) -> Result<Output, SQLiteFailure> {
        do throws(SQLiteFailure) { try beginSnapshot() } catch { return .failure(error) }
        // A transaction that only read has nothing to lose by a failed end.
        defer { endSnapshot() }
        return .success(try body())
    }

    /// The entry under a key in the open snapshot; a failure where the namespace is gone.
    ///
    /// - Parameter now: asked for only where the entry expires.
    func entry(
        _ key: KVKey,
        in namespace: Int64,
        nowMilliseconds now: @autoclosure () -> Int64
    ) throws(SQLiteFailure) -> Result<KVEntry?, KVError> {
        guard try exists(namespace) else { return .failure(.namespaceDeleted) }
        guard let entry = try select.entry(key, in: namespace) else { return .success(nil) }
        if entry.expiration != nil, entry.isExpired(atMilliseconds: now()) { return .success(nil) }
        return .success(entry)
    }

    /// A page of a listing.
    func page(
        _ query: KVListQuery,
        range: KVKeyRange,
        in namespace: Int64,
        nowMilliseconds now: Int64
    ) throws(SQLiteFailure) -> Result<KVPage, KVError> {
        guard try exists(namespace) else { return .failure(.namespaceDeleted) }
        let statement = query.includesEntries ? selectPageWithValues : selectPage
        statement.bind(namespace, at: 1)
        statement.bind(range.lowerBound, at: 2)
        statement.bind(range.upperBound, at: 3)
        statement.bind(Int64(SQLiteStoreLimits.listPageRowsMaximum), at: 4)
        defer { statement.reset() }
        var builder = KVPageBuilder(query)
        var rows = 0
        var lastKey: KVKey?
        while try statement.step() {
            let key = KVKey(unchecked: statement.bytes(at: 0))
            rows += 1
            lastKey = key
            if let expiration = statement.optionalInteger(at: 2), expiration <= now / 1000 { continue }
            let entry =
                query.includesEntries
                ? try EntryRow.entry(of: statement, offset: 1)
                : EntryRow.entryWithoutValue(of: statement, offset: 1)
            if !builder.add(key, entry) { return .success(builder.page) }
        }
        let isCut = rows == SQLiteStoreLimits.listPageRowsMaximum
        return .success(builder.page(cutAfter: isCut ? lastKey : nil))
    }

    /// Whether a namespace is in the open snapshot.
    func exists(_ namespace: Int64) throws(SQLiteFailure) -> Bool {
        // A fault can end the transaction of a statement, and with it the snapshot.
        if seenNamespace == namespace, connection.isInTransaction { return true }
        selectNamespace.bind(namespace, at: 1)
        defer { selectNamespace.reset() }
        guard try selectNamespace.step() else { return false }
        seenNamespace = namespace
        return true
    }

    /// The version of the file's schema, which a later version of the program may have raised.
    func schemaVersion() throws(SQLiteFailure) -> Int {
        Int(try connection.integer("PRAGMA user_version"))
    }

    /// Prepares a statement, for what happens seldom.
    func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        try connection.prepare(sql)
    }

    /// Begins a snapshot; it shows the database as it is at the first read.
    func beginSnapshot() throws(SQLiteFailure) {
        try beginTransaction.run()
    }

    /// Ends the snapshot; one that only read has nothing to lose by a failed end.
    func endSnapshot() {
        seenNamespace = nil
        do throws(SQLiteFailure) { try commitTransaction.run() } catch { connection.rollBack() }
    }
}
