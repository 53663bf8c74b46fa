package import KeyValueStore

/// One namespace of a SQLite database.
///
/// A write that was acknowledged survives loss of power, and every later read sees it. Writes that wait at the same time
/// share a transaction. Other processes may use the same file at the same time.
package final class SQLiteKVStore: KVStore {
    package let guarantees = KVGuarantees(conditions: .store, consistency: .strong, durability: .disk)

    private let database: SQLiteDatabase
    private let writer: SQLiteWriter
    let namespace: Int64

    init(database: SQLiteDatabase, namespace: Int64) {
        self.database = database
        writer = database.writer
        self.namespace = namespace
    }

    package func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        if directive.onlyIfCached { return KVReading(entry: nil, origin: .notCached) }
        let now = database.clock.monotonicNanoseconds()
        if let inPlace = readInPlace(key, mayUseKeptSnapshot: false, now) {
            return KVReading(entry: try inPlace.get(), origin: .store)
        }
        let entry = try await database.readers.run {
            [namespace, clock = database.clock] session throws(SQLiteFailure) in
            try session.entry(key, in: namespace, nowMilliseconds: clock.wallMilliseconds())
        }
        return KVReading(entry: entry, origin: .store)
    }

    package var readsInPlace: Bool { true }

    /// What another process committed within the last 100 ms may be missed; what this one acknowledged never is.
    package func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? {
        readInPlace(key, mayUseKeptSnapshot: true, now)
    }

    private func readInPlace(
        _ key: KVKey,
        mayUseKeptSnapshot: Bool,
        _ now: Int64
    ) -> Result<KVEntry?, KVError>? {
        database.inPlaceReaders.read(mayUseKeptSnapshot: mayUseKeptSnapshot, atNanoseconds: now) {
            session throws(SQLiteFailure) in
            try session.entry(key, in: namespace, nowMilliseconds: database.clock.wallMilliseconds())
        }
    }

    package func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
        try await database.readers.run { [namespace, clock = database.clock] session throws(SQLiteFailure) in
            let now = clock.wallMilliseconds()
            var entries: [KVEntry?] = []
            entries.reserveCapacity(keys.count)
            for key in keys {
                switch try session.entry(key, in: namespace, nowMilliseconds: now) {
                case .success(let entry): entries.append(entry)
                case .failure(let error): return .failure(error)
                }
            }
            return .success(entries)
        }
    }

    package func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome {
        let request = PutRequest(write, in: namespace)
        await writer.commit(request)
        return try request.result.get()
    }

    package func put(
        _ write: consuming KVWrite,
        on executor: any KVCallbackExecutor,
        completion: consuming @escaping KVPutCompletion
    ) {
        writer.enqueue(CallbackPutRequest(write, in: namespace, on: executor, completion))
    }

    package func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        await runMany(writes, byteCount: \.byteCount) {
            [namespace] writes, transaction throws(SQLiteFailure) in
            try transaction.putMany(writes, in: namespace)
        }
    }

    package func delete(_ delete: KVDelete) async throws(KVError) -> KVDeleteOutcome {
        try await writer.run { [namespace] transaction throws(SQLiteFailure) in
            try transaction.delete(delete, in: namespace)
        }
    }

    package func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        await runMany(deletes, byteCount: \.key.bytes.count) {
            [namespace] deletes, transaction throws(SQLiteFailure) in
            try deletes.map { delete throws(SQLiteFailure) in try transaction.delete(delete, in: namespace) }
        }
    }

    package func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        try query.validate()
        let range = try KVKeyRange(query)
        return try await database.readers.run {
            [namespace, clock = database.clock] session throws(SQLiteFailure) in
            try session.page(query, range: range, in: namespace, nowMilliseconds: clock.wallMilliseconds())
        }
    }

    /// Calls `observer` when another process, or another `SQLiteDatabase` of this one, has changed the file.
    ///
    /// It is called on the writer's thread and must be quick. Every change is looked for at least four times a second
    /// and at the beginning of each write transaction, when nobody else can commit any more. So
    /// - a change is followed by a call within about 250 ms, also when nothing is written here;
    /// - if a change was committed before a write of this object, the call comes before that write is acknowledged;
    /// - a change committed after the write may be called out before or after the acknowledgement reaches its caller. A
    ///   cache must therefore not keep what it learned from a read or a write that was under way during a call.
    package func observeExternalChanges(_ observer: @escaping @Sendable () -> Void) {
        database.observers.add(observer)
    }

    /// Those of the whole database.
    package var measures: [KVMeasure] {
        let statistics = database.statistics
        return [
            KVMeasure(
                "sqlite_commits_total",
                .counter,
                "Transactions committed for writes.",
                statistics.transactions
            ),
            KVMeasure(
                "sqlite_writes_total",
                .counter,
                "Puts and deletes in those transactions, failed conditions included.",
                statistics.operations
            ),
            KVMeasure(
                "sqlite_waiting_writes",
                .gauge,
                "Puts and deletes that wait for the next transaction.",
                writer.waitingOperations
            ),
            KVMeasure(
                "sqlite_swept_entries_total",
                .counter,
                "Expired entries, and those of deleted namespaces, that were removed.",
                statistics.sweptEntries
            ),
            KVMeasure(
                "sqlite_external_changes_total",
                .counter,
                "Times that a change by another process was noticed.",
                statistics.externalChanges
            ),
        ]
    }

    package func checkReadiness() async throws(KVError) {
        try await database.readers.run {
            [namespace, known = database.file.schema.version]
            session throws(SQLiteFailure) -> Result<Void, KVError> in
            if try session.schemaVersion() > known { return .failure(KVError.schemaIsNewer) }
            return try session.exists(namespace) ? .success(()) : .failure(KVError.namespaceDeleted)
        }
    }

    /// Runs many operations in order, in as many transactions as their number and size need.
    ///
    /// The next part waits until the one before is committed, so that a large call neither fills the queue nor keeps the
    /// calls of others waiting for long.
    private func runMany<Operation: Sendable, Outcome: Sendable>(
        _ operations: [Operation],
        byteCount: (Operation) -> Int,
        _ body:
            @escaping @Sendable (ArraySlice<Operation>, WriteTransaction) throws(SQLiteFailure) -> [Result<
                Outcome, KVError
            >]
    ) async -> [Result<Outcome, KVError>] {
        var results: [Result<Outcome, KVError>] = []
        results.reserveCapacity(operations.count)
        for part in TransactionParts(operations, byteCount: byteCount) {
            do throws(KVError) {
                results += try await writer.run(
                    operations: part.operations.count,
                    bytes: part.byteCount
                ) { transaction throws(SQLiteFailure) in
                    .success(try body(part.operations, transaction))
                }
            } catch {
                results += part.operations.map { _ in .failure(error) }
            }
        }
        return results
    }
}
