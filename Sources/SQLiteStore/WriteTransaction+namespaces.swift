import KeyValueStore

/// Changes to the catalogue of namespaces; seldom, so that their statements are not kept.
extension WriteTransaction {
    /// The row of the namespace with an identifier; nil where there is none.
    func row(ofIdentifier identifier: String) throws(SQLiteFailure) -> Int64? {
        try row("SELECT id FROM namespaces WHERE identifier = ?1", identifier)
    }

    /// The row of the namespace with a title; nil where there is none.
    func row(ofTitle title: String) throws(SQLiteFailure) -> Int64? {
        try row("SELECT id FROM namespaces WHERE title = ?1", title)
    }

    /// The identifier of an existing namespace.
    func identifier(of row: Int64) throws(SQLiteFailure) -> String {
        let select = try prepare("SELECT identifier FROM namespaces WHERE id = ?1")
        select.bind(row, at: 1)
        _ = try select.step()
        return select.text(at: 0)
    }

    /// Adds a namespace and returns its row.
    func insert(_ namespace: KVNamespace) throws(SQLiteFailure) -> Int64 {
        let insert = try prepare("INSERT INTO namespaces (identifier, title) VALUES (?1, ?2) RETURNING id")
        insert.bind(namespace.id, at: 1)
        insert.bind(namespace.title, at: 2)
        _ = try insert.step()
        return insert.integer(at: 0)
    }

    /// Gives an existing namespace another title.
    func rename(_ row: Int64, title: String) throws(SQLiteFailure) {
        let update = try prepare("UPDATE namespaces SET title = ?2 WHERE id = ?1")
        update.bind(row, at: 1)
        update.bind(title, at: 2)
        try update.run()
    }

    /// Takes a namespace out of the catalogue and leaves its entries to the sweep.
    func deleteNamespace(_ row: Int64) throws(SQLiteFailure) {
        for sql in ["DELETE FROM namespaces WHERE id = ?1", "INSERT INTO deleted_namespaces VALUES (?1)"] {
            let statement = try prepare(sql)
            statement.bind(row, at: 1)
            try statement.run()
        }
    }

    private func row(_ sql: String, _ text: String) throws(SQLiteFailure) -> Int64? {
        let select = try prepare(sql)
        select.bind(text, at: 1)
        return try select.step() ? select.integer(at: 0) : nil
    }
}
