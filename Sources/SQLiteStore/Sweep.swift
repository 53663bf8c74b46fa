import KeyValueStore

/// Removes, a little at a time, what nobody can see any more: expired entries and those of deleted namespaces.
struct Sweep {
    private let selectDeletedNamespace: Statement
    private let forgetNamespace: Statement
    private let selectInNamespace: Statement
    private let selectExpired: Statement
    private let remove: Statement

    init(connection: Connection) throws(SQLiteFailure) {
        selectDeletedNamespace = try connection.prepare("SELECT id FROM deleted_namespaces LIMIT 1")
        forgetNamespace = try connection.prepare("DELETE FROM deleted_namespaces WHERE id = ?1")
        selectInNamespace = try connection.prepare(
            "SELECT id, length(value) FROM entries WHERE namespace = ?1 LIMIT ?2"
        )
        selectExpired = try connection.prepare(
            "SELECT id, length(value) FROM entries WHERE expiration <= ?1 ORDER BY expiration LIMIT ?2"
        )
        remove = try connection.prepare("DELETE FROM entries WHERE id = ?1")
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
            remove.bind(row, at: 1)
            try remove.run()
        }
        return rows.count
    }

    private func rows(_ select: Statement, matching value: Int64) throws(SQLiteFailure) -> [Int64] {
        select.bind(value, at: 1)
        select.bind(Int64(SQLiteStoreLimits.sweepRowsMaximum), at: 2)
        defer { select.reset() }
        var rows: [Int64] = []
        var bytes: Int64 = 0
        while bytes < SQLiteStoreLimits.sweepValueBytesMaximum, try select.step() {
            rows.append(select.integer(at: 0))
            bytes += select.integer(at: 1)
        }
        return rows
    }
}
