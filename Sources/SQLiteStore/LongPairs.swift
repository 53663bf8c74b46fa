/// Writes the metadata and values that are too long for the tree of keys, each under the version of its pair.
struct LongPairs {
    private let insert: Statement
    private let remove: Statement

    init(connection: Connection) throws(SQLiteFailure) {
        insert = try connection.prepare(
            "INSERT INTO long_pairs (version, metadata, value) VALUES (?1, ?2, ?3)"
        )
        remove = try connection.prepare("DELETE FROM long_pairs WHERE version = ?1")
    }

    func insert(_ version: Int64, metadata: [UInt8]?, value: [UInt8]) throws(SQLiteFailure) {
        insert.bind(version, at: 1)
        insert.bind(metadata, at: 2)
        try insert.run(withBytes: value, at: 3)
    }

    /// Does nothing where there is none.
    func remove(_ version: Int64) throws(SQLiteFailure) {
        remove.bind(version, at: 1)
        try remove.run()
    }
}
