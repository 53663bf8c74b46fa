import KeyValueStore
import Synchronization

/// A store in which another process writes the same key just before each of the first writes of this one.
final class InterferingStore: KVStore {
    private let store: any KVStore
    private let rest: Mutex<Int>
    private let value: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - times: how often it interferes.
    ///   - value: what the other process writes, by how often it still will.
    init(_ store: any KVStore, times: Int, value: @escaping @Sendable (Int) -> [UInt8]) {
        self.store = store
        self.value = value
        rest = Mutex(times)
    }

    var guarantees: KVGuarantees { store.guarantees }

    /// How often it would still interfere.
    var remaining: Int { rest.withLock { $0 } }

    private func interfere(_ key: KVKey) async {
        let number = rest.withLock { rest in
            rest = max(-1, rest - 1)
            return rest
        }
        if number >= 0 { _ = await store.putMany([KVWrite(key: key, value: value(number))]) }
    }

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        try await store.read(key, directive)
    }

    var readsInPlace: Bool { store.readsInPlace }

    func readInPlace(_ key: KVKey, atNanoseconds now: Int64) -> Result<KVEntry?, KVError>? {
        store.readInPlace(key, atNanoseconds: now)
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] { try await store.getMany(keys) }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        for write in writes { await interfere(write.key) }
        return await store.putMany(writes)
    }

    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        for delete in deletes { await interfere(delete.key) }
        return await store.deleteMany(deletes)
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage { try await store.list(query) }
}
