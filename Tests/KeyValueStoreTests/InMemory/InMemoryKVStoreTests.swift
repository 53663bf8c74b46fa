import KeyValueStoreTesting
import Testing

@testable import KeyValueStore

struct InMemoryKVStoreTests {
    let clock = ManualClock()
    let key = KVKey(unchecked: [0x61])
    let other = KVKey(unchecked: [0x62])

    @Test(arguments: KVStoreContract.checks)
    func keepsThePromise(_ check: KVStoreContract.Check) async throws {
        let store = InMemoryKVStore(maximumBytes: 256 * 1024 * 1024, clock: clock)
        try await check.run(KVStoreContract(store: store, clock: clock))
    }

    @Test func refusesWhatDoesNotFitAndKeepsWhatItHas() async throws {
        let store = InMemoryKVStore(maximumBytes: 2000, clock: clock)
        let kept = KVWrite(key: key, value: [UInt8](repeating: 1, count: 1000))
        _ = try await store.put(kept)
        let full = KVError.unavailable(reason: "the memory given to the store is full", retryAfter: nil)
        await #expect(throws: full) { try await store.put(KVWrite(key: other, value: kept.value)) }
        #expect(try await store.get(key)?.value == kept.value)
        #expect(try await store.get(other) == nil)
        // Replacing needs only the difference.
        _ = try await store.put(KVWrite(key: key, value: [UInt8](repeating: 2, count: 1500)))
    }

    @Test func expiredEntriesMakeRoom() async throws {
        let store = InMemoryKVStore(maximumBytes: 2000, clock: clock)
        let value = [UInt8](repeating: 1, count: 1000)
        _ = try await store.put(
            KVWrite(key: key, value: value, expiration: clock.wallMilliseconds() / 1000 + 60)
        )
        await #expect(throws: KVError.self) { try await store.put(KVWrite(key: other, value: value)) }
        clock.advance(seconds: 60)
        _ = try await store.put(KVWrite(key: other, value: value))
        #expect(try await store.get(other)?.value == value)
    }

    @Test func anEmptiedStoreTakesNoRoom() async throws {
        let store = InMemoryKVStore(maximumBytes: 2000, clock: clock)
        _ = try await store.put(KVWrite(key: key, value: [1, 2, 3], metadata: [0x31]))
        #expect(store.usedBytes == 1 + 3 + 1 + InMemoryEntries.overheadBytes)
        _ = try await store.delete(KVDelete(key: key))
        #expect(store.usedBytes == 0)
    }
}
