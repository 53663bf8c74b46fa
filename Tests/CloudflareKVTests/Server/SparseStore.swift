import KeyValueStore

/// A store whose listings have gaps: every page holds at most one key, and before each key come empty pages.
struct SparseStore: KVStore {
    let keys: [String]
    let emptyPages: Int

    let guarantees = KVGuarantees(conditions: .process, consistency: .strong, durability: .process)

    func read(_ key: KVKey, _ directive: KVReadDirective) async throws(KVError) -> KVReading {
        KVReading(entry: nil, origin: .store)
    }

    func getMany(_ keys: [KVKey]) async throws(KVError) -> [KVEntry?] { keys.map { _ in nil } }

    func putMany(_ writes: [KVWrite]) async -> [Result<KVWriteOutcome, KVError>] {
        writes.map { _ in .failure(.unavailable(reason: "test", retryAfter: .seconds(7))) }
    }

    /// Keys that begin with `bad` cannot be deleted.
    func deleteMany(_ deletes: [KVDelete]) async -> [Result<KVDeleteOutcome, KVError>] {
        deletes.map { $0.key.name.hasPrefix("bad") ? .failure(.timedOut) : .success(.deleted) }
    }

    func list(_ query: KVListQuery) async throws(KVError) -> KVPage {
        let step = query.cursor.flatMap { Int($0.text) } ?? 0
        let next = step + 1 < keys.count * (emptyPages + 1) ? KVCursor(String(step + 1)) : nil
        guard step % (emptyPages + 1) == emptyPages else { return KVPage(items: [], cursor: next) }
        let key = try KVKey(keys[step / (emptyPages + 1)])
        return KVPage(items: [KVListItem(key: key)], cursor: next)
    }
}

/// A catalogue of one namespace over any store.
struct SingleCatalog: KVNamespaceCatalog {
    let store: any KVStore

    private var namespace: KVNamespace { KVNamespace(id: APIHarness.namespaceID, title: "single") }

    func namespaces() async throws(KVNamespaceError) -> [KVNamespace] { [namespace] }

    func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
        throw .titleTaken
    }

    func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
        throw .titleTaken
    }

    func deleteNamespace(id: String) async throws(KVNamespaceError) { throw .notFound }

    func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
        id == namespace.id ? (namespace, store) : nil
    }
}
