import KeyValueStore

/// Finds one entry by its key.
///
/// A short pair is found by one statement and a long one by two: joined, each look-up would open both tables.
struct EntrySelect {
    private let selectPair: Statement
    private let selectLongPair: Statement

    init(connection: Connection) throws(SQLiteFailure) {
        selectPair = try connection.prepare(
            "SELECT version, expiration, metadata, value FROM pairs WHERE namespace = ?1 AND key = ?2"
        )
        selectLongPair = try connection.prepare("SELECT metadata, value FROM long_pairs WHERE version = ?1")
    }

    /// The entry under a key, expired or not.
    ///
    /// Both statements must see one snapshot, so a transaction has to be open.
    func entry(_ key: KVKey, in namespace: Int64) throws(SQLiteFailure) -> KVEntry? {
        selectPair.bind(namespace, at: 1)
        let found = try selectPair.firstRow(withBytes: key.bytes, at: 2) { row in
            (entry: EntryRow.entryWithoutValue(of: row), value: row.optionalBytes(at: 3))
        }
        guard var entry = found?.entry else { return nil }
        if let value = found?.value { entry.value = value } else { try readLongPair(of: &entry) }
        return entry
    }

    private func readLongPair(of entry: inout KVEntry) throws(SQLiteFailure) {
        selectLongPair.bind(Int64(bitPattern: entry.version.rawValue), at: 1)
        defer { selectLongPair.reset() }
        guard try selectLongPair.step() else { throw EntryRow.missingLongPair }
        entry.metadata = selectLongPair.optionalBytes(at: 0)
        entry.value = selectLongPair.bytes(at: 1)
    }
}
