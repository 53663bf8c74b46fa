import KeyValueStore

/// The columns of an entry in the order in which every statement of this module asks for them.
enum EntryRow {
    static let columns = "version, expiration, metadata, value"

    /// The entry in the current row of a statement whose columns begin with `columns` at `offset`.
    ///
    /// - Parameter includesValue: false for a statement that did not ask for the last column; the value is then empty.
    static func entry(of statement: Statement, offset: Int32 = 0, includesValue: Bool = true) -> KVEntry {
        KVEntry(
            value: includesValue ? statement.bytes(at: offset + 3) : [],
            metadata: statement.optionalBytes(at: offset + 2),
            expiration: statement.optionalInteger(at: offset + 1),
            version: KVVersion(UInt64(bitPattern: statement.integer(at: offset)))
        )
    }
}
