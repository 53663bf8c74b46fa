package import KeyValueStore

extension SQLiteDatabase: KVNamespaceCatalog {
    package func namespaces() async throws(KVNamespaceError) -> [KVNamespace] {
        try await read { session throws(SQLiteFailure) in
            let select = try session.prepare("SELECT identifier, title FROM namespaces ORDER BY identifier")
            var namespaces: [KVNamespace] = []
            while try select.step() {
                namespaces.append(KVNamespace(id: select.text(at: 0), title: select.text(at: 1)))
            }
            return .success(namespaces)
        }
    }

    package func createNamespace(title: String, id: String?) async throws(KVNamespaceError) -> KVNamespace {
        let namespace = KVNamespace(id: id ?? KVNamespace.randomID(), title: title)
        try namespace.validate()
        try await write { transaction throws(SQLiteFailure) -> Result<Void, KVNamespaceError> in
            if try transaction.row(ofIdentifier: namespace.id) != nil {
                return .failure(.store(.rejected(reason: KVNamespace.idTaken)))
            }
            if try transaction.row(ofTitle: title) != nil { return .failure(.titleTaken) }
            _ = try transaction.insert(namespace)
            return .success(())
        }
        return namespace
    }

    package func renameNamespace(id: String, title: String) async throws(KVNamespaceError) -> KVNamespace {
        let renamed = KVNamespace(id: id, title: title)
        try renamed.validate()
        try await write { transaction throws(SQLiteFailure) -> Result<Void, KVNamespaceError> in
            guard let row = try transaction.row(ofIdentifier: id) else { return .failure(.notFound) }
            if let holder = try transaction.row(ofTitle: title), holder != row {
                return .failure(.titleTaken)
            }
            try transaction.rename(row, title: title)
            return .success(())
        }
        return renamed
    }

    /// Removes a namespace at once, for everybody, and what is in it little by little.
    package func deleteNamespace(id: String) async throws(KVNamespaceError) {
        try await write { transaction throws(SQLiteFailure) -> Result<Void, KVNamespaceError> in
            guard let row = try transaction.row(ofIdentifier: id) else { return .failure(.notFound) }
            try transaction.deleteNamespace(row)
            return .success(())
        }
    }

    package func namespace(id: String) async throws(KVNamespaceError) -> (KVNamespace, any KVStore)? {
        let found = try await read { session throws(SQLiteFailure) in
            let select = try session.prepare("SELECT id, title FROM namespaces WHERE identifier = ?1")
            select.bind(id, at: 1)
            return .success(try select.step() ? (row: select.integer(at: 0), title: select.text(at: 1)) : nil)
        }
        guard let found else { return nil }
        return (KVNamespace(id: id, title: found.title), SQLiteKVStore(database: self, namespace: found.row))
    }

    /// The namespace of a title and its store; makes it where missing, also when others try at the same time.
    package func openNamespace(title: String) async throws(KVNamespaceError) -> (KVNamespace, SQLiteKVStore) {
        let new = KVNamespace(id: KVNamespace.randomID(), title: title)
        try new.validate()
        let (row, id) = try await write { transaction throws(SQLiteFailure) in
            if let row = try transaction.row(ofTitle: title) {
                return .success((row, try transaction.identifier(of: row)))
            }
            return .success((try transaction.insert(new), new.id))
        }
        return (KVNamespace(id: id, title: title), SQLiteKVStore(database: self, namespace: row))
    }

    private func read<Output: Sendable>(
        _ body: @escaping @Sendable (ReadSession) throws(SQLiteFailure) -> Result<Output, KVError>
    ) async throws(KVNamespaceError) -> Output {
        do throws(KVError) { return try await readers.run(body) } catch { throw .store(error) }
    }

    private func write<Output: Sendable>(
        _ body:
            @escaping @Sendable (WriteTransaction) throws(SQLiteFailure) -> Result<Output, KVNamespaceError>
    ) async throws(KVNamespaceError) -> Output {
        let result: Result<Output, KVNamespaceError>
        do throws(KVError) {
            result = try await writer.run { transaction throws(SQLiteFailure) in
                .success(try body(transaction))
            }
        } catch {
            throw .store(error)
        }
        return try result.get()
    }
}
