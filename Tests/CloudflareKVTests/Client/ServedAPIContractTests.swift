import CloudflareKV
import KeyValueStore
import KeyValueStoreTesting
import Testing

/// The promises of every store, kept through the project's own server of the same API.
struct ServedAPIContractTests {
    /// Those that need versions of writes, as in `CloudflareKVStoreContractTests`, one that moves very much, and those
    /// about conditions of concurrent writers, which rely on the memory of acknowledged writes that is off here.
    private static let left = [
        "equalContentIsStillAnotherWrite", "aVersionIsNotUsedAgainAfterADelete",
        "largeValuesDoNotBreakAListing", "concurrentIncrementsAllSurvive", "oneOfManyCreatorsWins",
    ]

    @Test(arguments: KVStoreContract.checks.filter { !left.contains($0.name) })
    func keepsThePromise(_ check: KVStoreContract.Check) async throws {
        let clock = ManualClock()
        var configuration = CloudflareKVConfiguration.testing
        configuration.writeInterval = .zero
        configuration.readDeadline = .seconds(100)
        configuration.writeDeadline = .seconds(100)
        configuration.writeMemoryBytesMaximum = 256 * 1024 * 1024
        // Everything is read back from the server, nothing from the client's own memory.
        configuration.stalenessWindow = .zero
        let catalog = InMemoryNamespaceCatalog(maximumBytesPerNamespace: 256 * 1024 * 1024, clock: clock)
        _ = try await catalog.createNamespace(title: "test", id: configuration.namespaceID)
        let token = try #require(KVAPIToken("secret-token"))
        let account = try #require(KVAPIAccount(id: configuration.accountID, token: token))
        let store = CloudflareKVStore(
            configuration: configuration,
            transport: ServedAPITransport(
                service: KVAPIService(account: account, catalog: catalog, clock: clock),
                origin: "https://api.test"
            ),
            clock: MixedClock(wall: clock)
        )
        try await check.run(KVStoreContract(store: store, clock: clock))
    }
}
