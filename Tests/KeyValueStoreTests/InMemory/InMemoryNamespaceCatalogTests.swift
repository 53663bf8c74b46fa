import KeyValueStore
import KeyValueStoreTesting
import Testing

struct InMemoryNamespaceCatalogTests {
    @Test(arguments: KVNamespaceCatalogContract.checks)
    func keepsThePromise(_ check: KVNamespaceCatalogContract.Check) async throws {
        let catalog = InMemoryNamespaceCatalog(maximumBytesPerNamespace: 1_000_000, clock: ManualClock())
        try await check.run(KVNamespaceCatalogContract(catalog: catalog))
    }
}
