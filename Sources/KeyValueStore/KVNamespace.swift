/// One key space among several in the same database or account.
package struct KVNamespace: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits.
    package var id: String
    /// The human name, unique within the catalogue, at most 512 characters.
    package var title: String

    package init(id: String, title: String) {
        self.id = id
        self.title = title
    }
}

/// Why a change to the catalogue of namespaces was refused.
package enum KVNamespaceError: Error, Hashable, Sendable {
    case titleTaken
    case notFound
    case store(KVError)
}

/// The namespaces of a database, and the store behind each.
package protocol KVNamespaceCatalog: Sendable {
    /// All namespaces, by id ascending.
    func namespaces() async throws(KVNamespaceError) -> [KVNamespace]
    /// Makes a namespace with a new random id, or with the given one.
    func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace
    /// Gives a namespace another title.
    func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace
    /// Removes a namespace and everything in it.
    func deleteNamespace(id: String) async throws(KVNamespaceError)
    /// The namespace of this id and its store.
    func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)?
}
