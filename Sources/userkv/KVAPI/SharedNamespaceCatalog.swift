import CloudflareKV
import KeyValueStore

/// The namespaces of a local database, with the users' one behind the cache that `/users` reads through.
///
/// A write through either side is then seen by the other at once.
struct SharedNamespaceCatalog: KVNamespaceCatalog {
    private let catalog: any KVNamespaceCatalog
    private let usersID: String
    private let users: CachedKVStore

    init(_ catalog: any KVNamespaceCatalog, usersID: String, users: CachedKVStore) {
        self.catalog = catalog
        self.usersID = usersID
        self.users = users
    }

    func namespaces() async throws(KVNamespaceError) -> [KVNamespace] {
        try await catalog.namespaces()
    }

    func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
        try await catalog.createNamespace(title: title, id: id)
    }

    func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
        if id == usersID { throw KVNamespaceRefusal.titleIsNeeded.error }
        return try await catalog.renameNamespace(id: id, title: title)
    }

    func deleteNamespace(id: String) async throws(KVNamespaceError) {
        if id == usersID { throw KVNamespaceRefusal.isInUse.error }
        try await catalog.deleteNamespace(id: id)
    }

    func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
        guard let (namespace, store) = try await catalog.namespace(id: id) else { return nil }
        return (namespace, id == usersID ? users : store)
    }
}
