import CloudflareKV
import KeyValueStore
import KeyValueStoreTesting
import Testing

struct KVNamespaceRefusalTests {
    /// Lets nobody change its namespaces.
    private struct FixedCatalog: KVNamespaceCatalog {
        let base: any KVNamespaceCatalog
        let error: KVNamespaceError

        func namespaces() async throws(KVNamespaceError) -> [KVNamespace] { try await base.namespaces() }

        func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
            throw error
        }

        func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
            throw error
        }

        func deleteNamespace(id: String) async throws(KVNamespaceError) { throw error }

        func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
            try await base.namespace(id: id)
        }
    }

    private func answers(_ error: KVNamespaceError) async throws -> [APIAnswer] {
        let api = try await APIHarness()
        let catalog = FixedCatalog(base: api.catalog, error: error)
        let service = KVAPIService(account: try APIHarness.account(), catalog: catalog, clock: api.clock)
        let path = "/\(APIHarness.namespaceID)"
        let rename = APIHarness.request("PUT", path, #"{"title":"new"}"#)
        return [
            APIAnswer(await service.handle(rename)),
            APIAnswer(await service.handle(APIHarness.request("DELETE", path))),
        ]
    }

    @Test(arguments: KVNamespaceRefusal.allCases)
    func isExplainedToTheClient(refusal: KVNamespaceRefusal) async throws {
        for answer in try await answers(refusal.error) {
            #expect(answer.isFailure(400, 10001))
            #expect(answer.message == refusal.rawValue)
        }
    }

    @Test
    func otherRefusalsTellNothing() async throws {
        for answer in try await answers(.store(.rejected(reason: "the file is /secret"))) {
            #expect(answer.isFailure(500, 10002))
            #expect(!answer.message.contains("secret"))
        }
    }
}
