/// A key-value store: the seam between what users mean and where bytes live.
///
/// The contract, which `KVStoreContract` in `KeyValueStoreTesting` checks against every implementation:
/// - Absence is a value. Deleting what is absent succeeds.
/// - A key's value, metadata and expiration are replaced together by a put.
/// - A write's condition and the write are one step, as far as `guarantees.conditions` says.
/// - An expired entry behaves as absent at once, for reads, conditions and listings.
/// - Keys are listed in UTF-8 byte order, each exactly once; a key written or deleted while a listing goes on may or may
///   not appear. A page may be short; only a nil cursor ends a listing.
/// - A write that was acknowledged is seen by every later read through the same store.
/// - Limits are `KVLimits` for every store.
package protocol KVStore: Sendable {
    /// What this store promises.
    var guarantees: KVGuarantees { get }

    /// The entry under a key, nil where there is none, and where the answer came from.
    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading

    /// Whether `readInPlace` mostly answers.
    var readsInPlace: Bool { get }

    /// The entry under a key, read on the calling thread without suspending; nil where the store cannot promise an answer
    /// within some microseconds, and the caller has to `read`.
    ///
    /// - Parameter now: the monotonic clock that the store has too, in nanoseconds, as the caller has read it a moment ago.
    func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>?

    /// The entries under many keys, in the order asked; a key may be asked for twice.
    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?]

    /// Puts an entry, if its condition holds.
    func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome

    /// The same without a task, which on the way to a store that waits little costs more than the rest: `completion` is
    /// called once, on the executor, when the put has ended.
    func put(
        _ write: consuming KVWrite,
        on executor: any KVCallbackExecutor,
        completion: consuming @escaping KVPutCompletion
    )

    /// Puts many entries; each has a result of its own, in the order given, and one's failure does not touch another.
    /// Two writes of one key take effect in the order given.
    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>]

    /// Deletes an entry, if its condition holds.
    func delete(_ delete: KVDelete) async throws(KVError) -> KVDeleteOutcome

    /// Deletes many entries; each has a result of its own, in the order given.
    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>]

    /// A page of keys in UTF-8 byte order.
    func list(_ query: KVListQuery) async throws(KVError) -> KVPage

    /// Calls `observer` whenever somebody else may have changed anything in the store, in a way that reads through this
    /// object see and a cache in front of it would not. A store that cannot notice never calls it.
    func observeExternalChanges(_ observer: @escaping @Sendable () -> Void)

    /// Whether the store can serve right now; throws what is wrong.
    func checkReadiness() async throws(KVError)

    /// What the store has done and holds, each name once and always in the same order.
    var measures: [KVMeasure] { get }
}

extension KVStore {
    /// The entry under a key, nil where there is none.
    package func get(_ key: KVKey) async throws(KVError) -> KVEntry? {
        try await read(key, .standard).entry
    }

    package var measures: [KVMeasure] { [] }

    package var readsInPlace: Bool { false }

    package func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? { nil }

    package func put(_ write: KVWrite) async throws(KVError) -> KVWriteOutcome {
        try await putMany([write])[0].get()
    }

    package func put(
        _ write: KVWrite,
        on executor: any KVCallbackExecutor,
        completion: @escaping KVPutCompletion
    ) {
        Task {
            let result: Result<KVWriteOutcome, KVError>
            do throws(KVError) { result = .success(try await put(write)) } catch { result = .failure(error) }
            executor.execute { completion(write, result) }
        }
    }

    package func delete(_ delete: KVDelete) async throws(KVError) -> KVDeleteOutcome {
        try await deleteMany([delete])[0].get()
    }

    package func observeExternalChanges(_ observer: @escaping @Sendable () -> Void) {}

    package func checkReadiness() async throws(KVError) {}
}
