import KeyValueStore
import KeyValueStoreTesting
import Synchronization
import Testing

/// Readers and writers on several threads at once.
struct CachedKVStoreConcurrencyTests {
    /// The newest version of each key that a writer was told of.
    private final class Acknowledged: Sendable {
        private let versions = Mutex<[Int: UInt64]>([:])

        subscript(number: Int) -> UInt64 { versions.withLock { $0[number] ?? 0 } }

        func note(_ version: KVVersion, of number: Int) {
            versions.withLock { $0[number] = max($0[number] ?? 0, version.rawValue) }
        }
    }

    /// A store that lets others go first now and then, so that tasks interleave inside its calls.
    private struct HesitatingStore: KVStore {
        let inner: InMemoryKVStore

        var guarantees: KVGuarantees { inner.guarantees }

        func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
            await hesitate()
            let reading = try await inner.read(key, directive)
            await hesitate()
            return reading
        }

        func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] {
            await hesitate()
            let entries = try await inner.getMany(keys)
            await hesitate()
            return entries
        }

        func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
            await hesitate()
            let results = await inner.putMany(writes)
            await hesitate()
            return results
        }

        func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
            await inner.deleteMany(deletes)
        }

        func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
            try await inner.list(query)
        }

        private func hesitate() async {
            for _ in 0..<Int.random(in: 0...3) { await Task.yield() }
        }
    }

    private static let keys = (0..<4).map { KVKey(unchecked: Array("key\($0)".utf8)) }

    @Test func nobodyReadsLessThanWasAcknowledgedBeforeHeBegan() async throws {
        let clock = ManualClock()
        let store = CachedKVStore(
            HesitatingStore(inner: InMemoryKVStore(maximumBytes: 1 << 20, clock: clock)),
            settings: CacheSettings(
                capacityBytes: 1 << 20,
                timeToLiveNanoseconds: 20_000_000,
                negativeTimeToLiveNanoseconds: 20_000_000
            ),
            clock: clock
        )
        let acknowledged = Acknowledged()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for step in 0..<400 {
                        // Two writers to a key: some of their writes meet.
                        let number = (writer + step) % 2 + writer / 2 * 2
                        let outcome = try await store.put(KVWrite(key: Self.keys[number], value: [1]))
                        if case .written(let version) = outcome { acknowledged.note(version, of: number) }
                        if step % 16 == 0 { clock.advance(milliseconds: 5) }
                    }
                }
            }
            for reader in 0..<6 {
                group.addTask {
                    for step in 0..<1000 {
                        try await Self.read(store, (reader + step) % 4, bulk: reader == 0, acknowledged)
                    }
                }
            }
            try await group.waitForAll()
        }
        let statistics = store.statistics
        #expect(statistics.hits > 0 && statistics.loads > 0 && statistics.invalidations > 0)
    }

    private static func read(
        _ store: CachedKVStore,
        _ number: Int,
        bulk: Bool,
        _ acknowledged: Acknowledged
    ) async throws {
        let floors = keys.indices.map { acknowledged[$0] }
        let numbers = bulk ? Array(keys.indices) : [number]
        let entries = bulk ? try await store.getMany(keys) : [try await store.get(keys[number])]
        for (number, entry) in zip(numbers, entries) where (entry?.version.rawValue ?? 0) < floors[number] {
            Issue.record("read \(entry?.version.rawValue ?? 0) after \(floors[number])")
        }
    }
}
