import Synchronization

/// Namespaces in this process's memory, each with an `InMemoryKVStore` of its own.
package final class InMemoryNamespaceCatalog: KVNamespaceCatalog {
    private struct Member {
        var namespace: KVNamespace
        let store: InMemoryKVStore
    }

    private let members = Mutex<[String: Member]>([:])
    private let maximumBytesPerNamespace: Int
    private let clock: any KVClock

    /// Makes an empty catalogue; each namespace gets room for `maximumBytesPerNamespace`.
    package init(maximumBytesPerNamespace: Int, clock: any KVClock = SystemClock()) {
        self.maximumBytesPerNamespace = maximumBytesPerNamespace
        self.clock = clock
    }

    package func namespaces() async throws(KVNamespaceError) -> [KVNamespace] {
        members.withLock { members in
            members.values.map(\.namespace).sorted { $0.id < $1.id }
        }
    }

    package func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
        let namespace = KVNamespace(id: id ?? KVNamespace.randomID(), title: title)
        try namespace.validate()
        let store = InMemoryKVStore(maximumBytes: maximumBytesPerNamespace, clock: clock)
        try members.withLock { members throws(KVNamespaceError) in
            if members[namespace.id] != nil { throw .store(.rejected(reason: KVNamespace.idTaken)) }
            if members.values.contains(where: { $0.namespace.title == title }) { throw .titleTaken }
            members[namespace.id] = Member(namespace: namespace, store: store)
        }
        return namespace
    }

    package func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
        let renamed = KVNamespace(id: id, title: title)
        try renamed.validate()
        try members.withLock { members throws(KVNamespaceError) in
            if members[id] == nil { throw .notFound }
            let holder = members.values.first { $0.namespace.title == title }
            if let holder, holder.namespace.id != id { throw .titleTaken }
            members[id]?.namespace = renamed
        }
        return renamed
    }

    package func deleteNamespace(id: String) async throws(KVNamespaceError) {
        let removed = members.withLock { $0.removeValue(forKey: id) }
        if removed == nil { throw .notFound }
    }

    package func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
        members.withLock { members in
            members[id].map { ($0.namespace, $0.store) }
        }
    }
}
