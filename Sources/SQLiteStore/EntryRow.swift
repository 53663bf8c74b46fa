import CSQLite
import KeyValueStore

/// The columns of an entry in the order in which every statement of this module asks for them, and where they come from.
enum EntryRow {
    /// A short pair has its metadata and value itself, a long one has them beside the tree of keys (`Schema.current`).
    static let source = """
        pairs LEFT JOIN long_pairs ON pairs.value IS NULL AND long_pairs.version = pairs.version
        """
    static let columnsWithoutValue = "pairs.version, expiration, ifnull(pairs.metadata, long_pairs.metadata)"
    static let columns = "\(columnsWithoutValue), ifnull(pairs.value, long_pairs.value)"
    static let select = "SELECT \(columns) FROM \(source) WHERE namespace = ?1 AND key = ?2"

    /// The entry in the current row of a statement whose columns begin with `columns` at `offset`.
    ///
    /// Throws where a long value is missing, as only a damaged file has it: it must not pass for an empty one.
    ///
    /// - Parameter includesValue: false for a statement that did not ask for the last column; the value is then empty.
    static func entry(
        of statement: Statement,
        offset: Int32 = 0,
        includesValue: Bool = true
    ) throws(SQLiteFailure) -> KVEntry {
        KVEntry(
            value: includesValue ? try value(of: statement, at: offset + 3) : [],
            metadata: statement.optionalBytes(at: offset + 2),
            expiration: statement.optionalInteger(at: offset + 1),
            version: KVVersion(UInt64(bitPattern: statement.integer(at: offset)))
        )
    }

    private static func value(of statement: Statement, at column: Int32) throws(SQLiteFailure) -> [UInt8] {
        guard let value = statement.optionalBytes(at: column) else {
            throw SQLiteFailure(code: SQLITE_CORRUPT, message: "the value of a long pair is missing")
        }
        return value
    }
}
