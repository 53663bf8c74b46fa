import Synchronization

/// What a database has done since it was opened.
package struct SQLiteStatistics: Hashable, Sendable {
    /// Transactions committed for writes that somebody waited for.
    package var transactions: Int
    /// Puts and deletes in those transactions, failed conditions included.
    package var operations: Int
    /// Expired entries, and entries of deleted namespaces, that the sweep removed.
    package var sweptEntries: Int
    /// Times that somebody else's change was noticed.
    package var externalChanges: Int
}

/// The counters behind `SQLiteStatistics`.
final class SQLiteCounters: Sendable {
    let transactions = Atomic(0)
    let operations = Atomic(0)
    let sweptEntries = Atomic(0)
    let externalChanges = Atomic(0)

    /// The counters now; each is exact, together they need not be of one moment.
    var statistics: SQLiteStatistics {
        SQLiteStatistics(
            transactions: transactions.load(ordering: .relaxed),
            operations: operations.load(ordering: .relaxed),
            sweptEntries: sweptEntries.load(ordering: .relaxed),
            externalChanges: externalChanges.load(ordering: .relaxed)
        )
    }
}
