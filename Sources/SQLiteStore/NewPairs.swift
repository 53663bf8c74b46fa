import KeyValueStore

/// Inserts a fixed number of short pairs by one statement, where their keys are free.
///
/// Of what SQLite does for a pair beside its neighbour, a third is done once a statement: looking at the schema, opening the
/// trees, and the way from the root to the leaf, which it spares where a key lies behind the one before. Pairs that are
/// created one after the other do: their keys begin with the time.
final class NewPairs {
    /// Pairs in one use of the statement.
    let count: Int

    private let statement: Statement
    /// What the statement's parameters point to; a slot for each pair.
    private let bytes: UnsafeMutableRawBufferPointer

    private static let slotBytes = SQLiteStoreLimits.shortPairBytesMaximum
    private static let columns: Int32 = 6

    init(count: Int, connection: Connection) throws(SQLiteFailure) {
        self.count = count
        let row = "(" + Array(repeating: "?", count: Int(Self.columns)).joined(separator: ", ") + ")"
        // OR FAIL: what cannot happen to these rows would otherwise have SQLite keep a copy of every page it changes,
        // to undo the statement alone.
        statement = try connection.prepare(
            """
            INSERT OR FAIL INTO pairs (namespace, key, version, expiration, metadata, value)
            VALUES \(Array(repeating: row, count: count).joined(separator: ", "))
            ON CONFLICT (namespace, key) DO NOTHING
            """
        )
        bytes = .allocate(byteCount: count * Self.slotBytes, alignment: 16)
    }

    deinit {
        // The statement still points here, and goes without looking.
        bytes.deallocate()
    }

    /// Inserts those of the pairs whose keys are free, the first with the version that follows `version`.
    func insert(_ writes: ArraySlice<KVWrite>, in namespace: Int64, after version: Int64)
        throws(SQLiteFailure)
    {
        precondition(writes.count == count, "the statement has a fixed number of rows")
        for (row, write) in writes.enumerated() {
            let first = Int32(row) * Self.columns
            var slot = UnsafeMutableRawBufferPointer(rebasing: bytes[(row * Self.slotBytes)...])
            statement.bind(namespace, at: first + 1)
            statement.bindWithoutCopy(Self.copy(write.key.bytes, into: &slot), at: first + 2)
            statement.bind(version + Int64(row) + 1, at: first + 3)
            statement.bind(write.expiration, at: first + 4)
            if let metadata = write.storedMetadata {
                statement.bindWithoutCopy(Self.copy(metadata, into: &slot), at: first + 5)
            } else {
                statement.bind(nil as Int64?, at: first + 5)
            }
            statement.bindWithoutCopy(Self.copy(write.value, into: &slot), at: first + 6)
        }
        try statement.run()
    }

    /// Copies bytes to the beginning of what is left of a slot, and tells where they are.
    private static func copy(
        _ bytes: [UInt8],
        into slot: inout UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        slot.copyBytes(from: bytes)
        let copied = UnsafeRawBufferPointer(rebasing: slot[..<bytes.count])
        slot = UnsafeMutableRawBufferPointer(rebasing: slot[bytes.count...])
        return copied
    }
}
