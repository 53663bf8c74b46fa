import CSQLite
import KeyValueStore

/// The columns of entries in the order in which statements over many of them ask for them, and where they come from.
enum EntryRow {
    /// A short pair has its metadata and value itself, a long one has them beside the tree of keys (`Schema.current`).
    static let source = """
        pairs LEFT JOIN long_pairs ON pairs.value IS NULL AND long_pairs.version = pairs.version
        """
    static let columnsWithoutValue = "pairs.version, expiration, ifnull(pairs.metadata, long_pairs.metadata)"
    static let columns = "\(columnsWithoutValue), ifnull(pairs.value, long_pairs.value)"

    /// Why a long pair cannot be read, as only a damaged file has it: it must not pass for an empty one.
    static var missingLongPair: SQLiteFailure {
        SQLiteFailure(code: SQLITE_CORRUPT, message: "the value of a long pair is missing")
    }

    /// The entry in the current row of a statement whose columns begin with `columns` at `offset`.
    static func entry(of statement: Statement, offset: Int32 = 0) throws(SQLiteFailure) -> KVEntry {
        var entry = entryWithoutValue(of: statement, offset: offset)
        guard let value = statement.optionalBytes(at: offset + 3) else { throw missingLongPair }
        entry.value = value
        return entry
    }

    /// The same without the value, for any statement that asks for version, expiration and metadata in this order.
    static func entryWithoutValue(of statement: Statement, offset: Int32 = 0) -> KVEntry {
        KVEntry(
            value: [],
            metadata: statement.optionalBytes(at: offset + 2),
            expiration: statement.optionalInteger(at: offset + 1),
            version: KVVersion(UInt64(bitPattern: statement.integer(at: offset)))
        )
    }
}
