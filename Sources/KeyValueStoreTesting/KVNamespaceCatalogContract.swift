package import KeyValueStore

/// What every `KVNamespaceCatalog` promises, as checks that run against an empty catalogue; see `KVStoreContract`.
package struct KVNamespaceCatalogContract: Sendable {
    /// One promise, by its name.
    package struct Check: Sendable, CustomStringConvertible {
        /// The name, unique among the checks.
        package let name: String
        /// Throws `ContractViolation` where the promise is not kept.
        package let run: @Sendable (KVNamespaceCatalogContract) async throws -> Void

        package var description: String { name }
    }

    /// All promises.
    package static let checks = [
        Check(name: "namespacesAreListedById") { try await $0.namespacesAreListedById() },
        Check(name: "aNewIdIs32HexadecimalDigits") { try await $0.aNewIdIs32HexadecimalDigits() },
        Check(name: "titlesAreUnique") { try await $0.titlesAreUnique() },
        Check(name: "idsAreUnique") { try await $0.idsAreUnique() },
        Check(name: "badTitlesAndIdsAreRefused") { try await $0.badTitlesAndIdsAreRefused() },
        Check(name: "aRenamedNamespaceKeepsItsEntries") { try await $0.aRenamedNamespaceKeepsItsEntries() },
        Check(name: "namespacesDoNotShareEntries") { try await $0.namespacesDoNotShareEntries() },
        Check(name: "aDeletedNamespaceIsGoneWithItsEntries") {
            try await $0.aDeletedNamespaceIsGoneWithItsEntries()
        },
        Check(name: "whatIsNotThereIsNotFound") { try await $0.whatIsNotThereIsNotFound() },
    ]

    private static let key = KVKey(unchecked: Array("key".utf8))
    private static let low = String(repeating: "0", count: 32)
    private static let high = String(repeating: "f", count: 32)

    private let catalog: any KVNamespaceCatalog

    /// Makes the contract of a fresh catalogue.
    package init(catalog: any KVNamespaceCatalog) {
        self.catalog = catalog
    }

    private func store(_ id: String) async throws -> any KVStore {
        guard let (_, store) = try await catalog.namespace(id: id) else {
            throw ContractViolation(description: "the namespace is not there")
        }
        return store
    }

    private func unlessRefused(_ body: () async throws(KVNamespaceError) -> KVNamespace) async throws {
        do {
            _ = try await body()
        } catch {
            if case .store(.rejected) = error { return }
            throw ContractViolation(description: "expected a refusal, found \(error)")
        }
        throw ContractViolation(description: "expected a refusal, found none")
    }

    private func namespacesAreListedById() async throws {
        try ContractViolation.unlessEqual(try await catalog.namespaces(), [])
        let second = try await catalog.createNamespace(title: "a", id: Self.high)
        let first = try await catalog.createNamespace(title: "b", id: Self.low)
        try ContractViolation.unlessEqual(try await catalog.namespaces(), [first, second])
        try ContractViolation.unlessEqual(first, KVNamespace(id: Self.low, title: "b"))
        try ContractViolation.unlessEqual(try await catalog.namespace(id: Self.low)?.0, first)
    }

    private func aNewIdIs32HexadecimalDigits() async throws {
        var ids: Set<String> = []
        for number in 0..<20 {
            let id = try await catalog.createNamespace(title: "\(number)", id: nil).id
            try ContractViolation.unlessEqual(id.utf8.count, 32)
            try ContractViolation.unless(
                id.allSatisfy { "0123456789abcdef".contains($0) },
                "\(id) is hexadecimal"
            )
            ids.insert(id)
        }
        try ContractViolation.unlessEqual(ids.count, 20)
    }

    private func titlesAreUnique() async throws {
        let first = try await catalog.createNamespace(title: "first", id: nil)
        let second = try await catalog.createNamespace(title: "second", id: nil)
        try await ContractViolation.unlessThrows(KVNamespaceError.titleTaken) {
            () async throws(KVNamespaceError) in
            try await catalog.createNamespace(title: "first", id: nil)
        }
        try await ContractViolation.unlessThrows(KVNamespaceError.titleTaken) {
            () async throws(KVNamespaceError) in
            try await catalog.renameNamespace(id: second.id, title: "first")
        }
        // Its own title is not taken by somebody else.
        _ = try await catalog.renameNamespace(id: first.id, title: "first")
        try ContractViolation.unlessEqual(try await catalog.namespaces().count, 2)
    }

    private func idsAreUnique() async throws {
        _ = try await catalog.createNamespace(title: "first", id: Self.low)
        try await unlessRefused { () async throws(KVNamespaceError) in
            try await catalog.createNamespace(title: "second", id: Self.low)
        }
    }

    private func badTitlesAndIdsAreRefused() async throws {
        for title in ["", String(repeating: "x", count: KVNamespace.titleCharactersMaximum + 1)] {
            try await unlessRefused { () async throws(KVNamespaceError) in
                try await catalog.createNamespace(title: title, id: nil)
            }
        }
        for id in [
            "", "0", String(repeating: "F", count: 32), Self.low + "0", String(repeating: "é", count: 16),
        ] {
            try await unlessRefused { () async throws(KVNamespaceError) in
                try await catalog.createNamespace(title: "title", id: id)
            }
        }
        let longest = String(repeating: "é", count: KVNamespace.titleCharactersMaximum)
        try ContractViolation.unlessEqual(
            try await catalog.createNamespace(title: longest, id: nil).title,
            longest
        )
    }

    private func aRenamedNamespaceKeepsItsEntries() async throws {
        let id = try await catalog.createNamespace(title: "old", id: nil).id
        _ = try await store(id).put(KVWrite(key: Self.key, value: [1]))
        let renamed = try await catalog.renameNamespace(id: id, title: "new")
        try ContractViolation.unlessEqual(renamed, KVNamespace(id: id, title: "new"))
        try ContractViolation.unlessEqual(try await catalog.namespaces(), [renamed])
        try ContractViolation.unlessEqual(try await store(id).get(Self.key)?.value, [1])
        _ = try await catalog.createNamespace(title: "old", id: nil)
    }

    private func namespacesDoNotShareEntries() async throws {
        let first = try await store(catalog.createNamespace(title: "first", id: nil).id)
        let second = try await store(catalog.createNamespace(title: "second", id: nil).id)
        _ = try await first.put(KVWrite(key: Self.key, value: [1]))
        try ContractViolation.unlessEqual(try await second.get(Self.key), nil)
        _ = try await second.put(KVWrite(key: Self.key, value: [2], condition: .absent))
        try ContractViolation.unlessEqual(try await first.get(Self.key)?.value, [1])
        _ = try await first.delete(KVDelete(key: Self.key))
        try ContractViolation.unlessEqual(try await first.list(KVListQuery()).items, [])
        try ContractViolation.unlessEqual(try await second.list(KVListQuery()).items.count, 1)
    }

    private func aDeletedNamespaceIsGoneWithItsEntries() async throws {
        let id = try await catalog.createNamespace(title: "title", id: nil).id
        _ = try await store(id).put(KVWrite(key: Self.key, value: [1]))
        try await catalog.deleteNamespace(id: id)
        try ContractViolation.unlessEqual(try await catalog.namespaces(), [])
        try ContractViolation.unless(try await catalog.namespace(id: id) == nil, "the namespace is gone")
        // A namespace of the same name is another one.
        _ = try await catalog.createNamespace(title: "title", id: id)
        try ContractViolation.unlessEqual(try await store(id).get(Self.key), nil)
        try ContractViolation.unlessEqual(try await store(id).list(KVListQuery()).items, [])
    }

    private func whatIsNotThereIsNotFound() async throws {
        try ContractViolation.unless(try await catalog.namespace(id: Self.low) == nil, "no such namespace")
        try ContractViolation.unless(try await catalog.namespace(id: "x") == nil, "no such namespace")
        try await ContractViolation.unlessThrows(KVNamespaceError.notFound) {
            () async throws(KVNamespaceError) in
            try await catalog.renameNamespace(id: Self.low, title: "title")
        }
        try await ContractViolation.unlessThrows(KVNamespaceError.notFound) {
            () async throws(KVNamespaceError) in
            try await catalog.deleteNamespace(id: Self.low)
        }
    }
}
