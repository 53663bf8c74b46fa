import KeyValueStore

/// Removes, a little at a time, what nobody can see any more: expired entries and those of deleted namespaces.
struct Sweep {
    private let selectDeletedNamespace: Statement
    private let forgetNamespace: Statement
    private let selectInNamespace: Statement
    private let selectExpired: Statement
    private let remove: Statement
    private let longPairs: LongPairs

    init(connection: Connection) throws(SQLiteFailure) {
        selectDeletedNamespace = try connection.prepare("SELECT id FROM deleted_namespaces LIMIT 1")
        forgetNamespace = try connection.prepare("DELETE FROM deleted_namespaces WHERE id = ?1")
        longPairs = try LongPairs(connection: connection)
        let row = """
            SELECT namespace, key, long_pairs.version, ifnull(length(pairs.value), length(long_pairs.value))
            FROM \(EntryRow.source)
            """
        selectInNamespace = try connection.prepare("\(row) WHERE namespace = ?1 LIMIT ?2")
        selectExpired = try connection.prepare("\(row) WHERE expiration <= ?1 ORDER BY expiration LIMIT ?2")
        remove = try connection.prepare("DELETE FROM pairs WHERE namespace = ?1 AND key = ?2")
    }

    /// Removes one transaction's worth; returns how many entries that were, 0 when there is nothing left to do.
    func step(nowMilliseconds now: Int64) throws(SQLiteFailure) -> Int {
        if let namespace = try deletedNamespace() {
            let removed = try removeRows(selectInNamespace, matching: namespace)
            if removed > 0 { return removed }
            forgetNamespace.bind(namespace, at: 1)
            try forgetNamespace.run()
        }
        return try removeRows(selectExpired, matching: now / 1000)
    }

    private func deletedNamespace() throws(SQLiteFailure) -> Int64? {
        defer { selectDeletedNamespace.reset() }
        return try selectDeletedNamespace.step() ? selectDeletedNamespace.integer(at: 0) : nil
    }

    private func removeRows(_ select: Statement, matching value: Int64) throws(SQLiteFailure) -> Int {
        let rows = try rows(select, matching: value)
        for row in rows {
            remove.bind(row.namespace, at: 1)
            remove.bind(row.key, at: 2)
            try remove.run()
            if let version = row.longPair { try longPairs.remove(version) }
        }
        return rows.count
    }

    /// What is needed to remove a pair.
    private struct Row {
        let namespace: Int64
        let key: [UInt8]
        /// The version, where the value lies beside the tree of keys.
        let longPair: Int64?
    }

    private func rows(_ select: Statement, matching value: Int64) throws(SQLiteFailure) -> [Row] {
        select.bind(value, at: 1)
        select.bind(Int64(SQLiteStoreLimits.sweepRowsMaximum), at: 2)
        defer { select.reset() }
        var rows: [Row] = []
        var bytes: Int64 = 0
        while bytes < SQLiteStoreLimits.sweepValueBytesMaximum, try select.step() {
            rows.append(
                Row(
                    namespace: select.integer(at: 0),
                    key: select.bytes(at: 1),
                    longPair: select.optionalInteger(at: 2)
                )
            )
            bytes += select.integer(at: 3)
        }
        return rows
    }
}
