import KeyValueStoreTesting
import SQLiteStore
import Testing

struct SQLiteKVStoreContractTests {
    let folder = TemporaryFolder()
    let clock = ManualClock()

    @Test(arguments: KVStoreContract.checks)
    func keepsThePromise(_ check: KVStoreContract.Check) async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        let (_, store) = try await database.openNamespace(title: "test")
        try await check.run(KVStoreContract(store: store, clock: clock))
        await database.close()
    }

    @Test(arguments: KVNamespaceCatalogContract.checks)
    func keepsThePromiseOfACatalog(_ check: KVNamespaceCatalogContract.Check) async throws {
        let database = try SQLiteDatabase(path: folder.file(), clock: clock)
        try await check.run(KVNamespaceCatalogContract(catalog: database))
        await database.close()
    }
}
