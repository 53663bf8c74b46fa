import KeyValueStore
import Synchronization

/// A catalogue as one request sees it through one simulated edge.
struct SimulatedCatalog: KVNamespaceCatalog {
    let base: any KVNamespaceCatalog
    let simulator: KVAPISimulator
    let edge: Int
    let generator: SeededGenerator

    func namespaces() async throws(KVNamespaceError) -> [KVNamespace] {
        try await base.namespaces()
    }

    func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
        let namespace = try await base.createNamespace(title: title, id: id)
        let now = simulator.clock.monotonicNanoseconds()
        simulator.state.withLock { $0.noteNewNamespace(namespace.id, at: now) }
        return namespace
    }

    func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
        try await base.renameNamespace(id: id, title: title)
    }

    func deleteNamespace(id: String) async throws(KVNamespaceError) {
        try await base.deleteNamespace(id: id)
    }

    func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
        let now = simulator.clock.monotonicNanoseconds()
        if simulator.state.withLock({ $0.hides(id, at: now) }) { return nil }
        guard let (namespace, store) = try await base.namespace(id: id) else { return nil }
        let simulated = SimulatedStore(
            store,
            namespaceID: id,
            edge: edge,
            simulator: simulator,
            generator: generator
        )
        return (namespace, simulated)
    }
}
