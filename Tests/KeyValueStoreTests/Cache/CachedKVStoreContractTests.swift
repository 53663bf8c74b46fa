import KeyValueStore
import KeyValueStoreTesting
import Testing

/// The contract of every store, kept through a cache; and through one too small for anything to stay.
struct CachedKVStoreContractTests {
    @Test(arguments: KVStoreContract.checks, [1 << 20, 3000, 0])
    func keepsThePromise(_ check: KVStoreContract.Check, capacityBytes: Int) async throws {
        let clock = ManualClock()
        let store = CachedKVStore(
            InMemoryKVStore(maximumBytes: 256 << 20, clock: clock),
            settings: CacheSettings(
                capacityBytes: capacityBytes,
                timeToLiveNanoseconds: 3600 * CachedKVStoreFixture.second,
                negativeTimeToLiveNanoseconds: 3600 * CachedKVStoreFixture.second
            ),
            clock: clock
        )
        try await check.run(KVStoreContract(store: store, clock: clock))
    }
}
