import KeyValueStore

/// The operations inside the writer's transaction, and the statements they use.
///
/// One object serves all transactions of a writer, one after another. A thrown failure means that the transaction must
/// be rolled back; what concerns one operation alone is a result.
final class WriteTransaction {
    private(set) var nowMilliseconds: Int64 = 0

    private let connection: Connection
    private let clock: any KVClock
    private let readCounter: Statement
    private let writeCounter: Statement
    private let select: EntrySelect
    private let upsert: Statement
    /// Writes where there is nothing.
    private let insert: Statement
    /// Writes where there still is one version, of a short pair.
    private let update: Statement
    private let remove: Statement
    private let selectLongPair: Statement
    private let longPairs: LongPairs
    private let selectNamespace: Statement
    private let selectVersion: Statement
    /// Those for many pairs first.
    let newPairs: [NewPairs]

    /// The highest version that has been given away; what is skipped is never given away later.
    var lastVersion: Int64 = 0
    private var storedVersion: Int64 = 0
    /// No version is below the time of opening in microseconds: a database that was put back from a copy then does not
    /// hand out again what it had handed out since the copy.
    private let leastVersion: Int64
    private var knownNamespaces: Set<Int64> = []

    init(connection: Connection, clock: any KVClock) throws(SQLiteFailure) {
        self.connection = connection
        self.clock = clock
        leastVersion = max(0, clock.wallMilliseconds()) * 1000
        readCounter = try connection.prepare("SELECT version FROM counter")
        writeCounter = try connection.prepare("UPDATE counter SET version = ?1")
        select = try EntrySelect(connection: connection)
        upsert = try connection.prepare(
            """
            INSERT INTO pairs (namespace, key, version, expiration, metadata, value)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (namespace, key) DO UPDATE SET
                version = excluded.version,
                expiration = excluded.expiration,
                metadata = excluded.metadata,
                value = excluded.value
            """
        )
        insert = try connection.prepare(
            """
            INSERT INTO pairs (namespace, key, version, expiration, metadata, value)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (namespace, key) DO NOTHING
            """
        )
        update = try connection.prepare(
            """
            UPDATE pairs SET version = ?3, expiration = ?4, metadata = ?5, value = ?6
            WHERE namespace = ?1 AND key = ?2 AND version = ?7 AND (expiration IS NULL OR expiration > ?8)
                AND value IS NOT NULL
            """
        )
        remove = try connection.prepare("DELETE FROM pairs WHERE namespace = ?1 AND key = ?2")
        selectLongPair = try connection.prepare(
            """
            SELECT version, expiration IS NULL OR expiration > ?3 FROM pairs
            WHERE namespace = ?1 AND key = ?2 AND value IS NULL
            """
        )
        longPairs = try LongPairs(connection: connection)
        selectNamespace = try connection.prepare("SELECT 1 FROM namespaces WHERE id = ?1")
        selectVersion = try connection.prepare("SELECT version FROM pairs WHERE namespace = ?1 AND key = ?2")
        newPairs = try SQLiteStoreLimits.newPairsPerStatement.map { count throws(SQLiteFailure) in
            try NewPairs(count: count, connection: connection)
        }
    }

    /// Begins to be used for a new transaction, which is open already.
    func begin() throws(SQLiteFailure) {
        nowMilliseconds = clock.wallMilliseconds()
        knownNamespaces.removeAll(keepingCapacity: true)
        defer { readCounter.reset() }
        _ = try readCounter.step()
        storedVersion = readCounter.integer(at: 0)
        lastVersion = max(storedVersion, leastVersion)
    }

    /// Writes down which versions were used; the last step before the commit.
    func finish() throws(SQLiteFailure) {
        if lastVersion == max(storedVersion, leastVersion) { return }
        writeCounter.bind(lastVersion, at: 1)
        try writeCounter.run()
    }

    /// Rows that the latest statement changed.
    var changedRows: Int { connection.changedRows }

    /// The version of a key's pair, expired or not; nil where there is none.
    func version(of key: KVKey, in namespace: Int64) throws(SQLiteFailure) -> Int64? {
        selectVersion.bind(namespace, at: 1)
        return try selectVersion.firstRow(withBytes: key.bytes, at: 2) { $0.integer(at: 0) }
    }

    /// Puts an entry if its condition holds.
    func put(_ write: KVWrite, in namespace: Int64) throws(SQLiteFailure) -> Result<KVWriteOutcome, KVError> {
        do throws(KVError) { try write.validateSizes() } catch { return .failure(error) }
        if let refusal = try refusal(of: namespace) { return .failure(refusal) }
        let version = lastVersion + 1
        if try !putAtOnce(write, version, in: namespace) {
            if let failed = try failure(of: write.condition, key: write.key, in: namespace) {
                return .success(.conditionFailed(current: failed.current))
            }
            try removeLongPair(of: write.key, in: namespace)
            _ = try run(upsert, for: write, version, in: namespace)
        }
        lastVersion = version
        return .success(.written(KVVersion(UInt64(bitPattern: lastVersion))))
    }

    /// Puts an entry by a statement that looks at the condition itself; false where that did not write.
    ///
    /// Looking first and writing then would search the tree twice.
    private func putAtOnce(
        _ write: KVWrite,
        _ version: Int64,
        in namespace: Int64
    ) throws(SQLiteFailure) -> Bool {
        switch write.condition {
        case .any, .absent:
            return try run(insert, for: write, version, in: namespace)
        case .version(let expected):
            let replaced = Int64(bitPattern: expected.rawValue)
            update.bind(replaced, at: 7)
            update.bind(nowMilliseconds / 1000, at: 8)
            if try run(update, for: write, version, in: namespace) { return true }
            let long = try longPair(of: write.key, in: namespace)
            guard let long, long.version == replaced, long.isAlive else { return false }
            try longPairs.remove(replaced)
            return try run(upsert, for: write, version, in: namespace)
        }
    }

    /// Runs a statement that writes a pair; false where it found that it must not.
    private func run(
        _ statement: Statement,
        for write: KVWrite,
        _ version: Int64,
        in namespace: Int64
    ) throws(SQLiteFailure) -> Bool {
        let metadata = write.storedMetadata
        let isLong = write.storedByteCount > SQLiteStoreLimits.shortPairBytesMaximum
        statement.bind(namespace, at: 1)
        statement.bind(write.key.bytes, at: 2)
        statement.bind(version, at: 3)
        statement.bind(write.expiration, at: 4)
        guard isLong else {
            statement.bind(metadata, at: 5)
            try statement.run(withBytes: write.value, at: 6)
            return connection.changedRows > 0
        }
        statement.bind(nil as Int64?, at: 5)
        statement.bind(nil as Int64?, at: 6)
        try statement.run()
        guard connection.changedRows > 0 else { return false }
        try longPairs.insert(version, metadata: metadata, value: write.value)
        return true
    }

    /// Removes what the pair of a key has beside the tree of keys, where it has.
    private func removeLongPair(of key: KVKey, in namespace: Int64) throws(SQLiteFailure) {
        if let pair = try longPair(of: key, in: namespace) { try longPairs.remove(pair.version) }
    }

    /// The pair of a key, where it has parts beside the tree of keys, and whether it has not expired.
    private func longPair(
        of key: KVKey,
        in namespace: Int64
    ) throws(SQLiteFailure) -> (version: Int64, isAlive: Bool)? {
        selectLongPair.bind(namespace, at: 1)
        selectLongPair.bind(nowMilliseconds / 1000, at: 3)
        return try selectLongPair.firstRow(withBytes: key.bytes, at: 2) {
            ($0.integer(at: 0), $0.integer(at: 1) != 0)
        }
    }

    /// Deletes an entry if its condition holds.
    func delete(_ delete: KVDelete, in namespace: Int64) throws(SQLiteFailure) -> Result<
        KVDeleteOutcome, KVError
    > {
        if let refusal = try refusal(of: namespace) { return .failure(refusal) }
        if let failed = try failure(of: delete.condition, key: delete.key, in: namespace) {
            return .success(.conditionFailed(current: failed.current))
        }
        try removeLongPair(of: delete.key, in: namespace)
        remove.bind(namespace, at: 1)
        remove.bind(delete.key.bytes, at: 2)
        try remove.run()
        return .success(.deleted)
    }

    /// Prepares a statement on the writer's connection, for what happens seldom.
    func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        try connection.prepare(sql)
    }

    private struct FailedCondition {
        let current: KVEntry?
    }

    /// What is there instead, where a condition does not hold; nil where it does.
    private func failure(
        of condition: KVCondition,
        key: KVKey,
        in namespace: Int64
    ) throws(SQLiteFailure) -> FailedCondition? {
        if condition == .any { return nil }
        var current = try select.entry(key, in: namespace)
        if current?.isExpired(atMilliseconds: nowMilliseconds) == true { current = nil }
        return condition.holds(for: current) ? nil : FailedCondition(current: current)
    }

    /// Why nothing may be written into a namespace; nil where it exists.
    ///
    /// Looked up once in a transaction.
    func refusal(of namespace: Int64) throws(SQLiteFailure) -> KVError? {
        if knownNamespaces.contains(namespace) { return nil }
        selectNamespace.bind(namespace, at: 1)
        defer { selectNamespace.reset() }
        guard try selectNamespace.step() else { return .namespaceDeleted }
        knownNamespaces.insert(namespace)
        return nil
    }
}

extension KVError {
    /// What every operation on a namespace that no longer exists gets.
    static var namespaceDeleted: KVError { .rejected(reason: "the namespace has been deleted") }

    /// What a write gets, and who asks for readiness, where the file has outgrown this program.
    static var schemaIsNewer: KVError {
        .rejected(reason: "a later version of the program has upgraded the database")
    }
}
