/// How a database is opened.
package struct SQLiteOptions: Sendable {
    /// Threads that read, each with a connection of its own.
    package var readerThreads: Int
    /// Time between two sweeps for expired entries.
    package var sweepPeriod: Duration
    /// How long a transaction waits for one of another process before it fails.
    package var busyTimeout: Duration
    /// Told of work that failed and that nobody waits for, in words for an operator; called on the database's threads.
    package var reportFailure: @Sendable (String) -> Void
    /// Told, in words for an operator, that a file of an earlier schema is about to be upgraded, which can take minutes.
    package var reportUpgrade: @Sendable (String) -> Void

    package init(
        readerThreads: Int = 2,
        sweepPeriod: Duration = .seconds(10),
        busyTimeout: Duration = .seconds(5),
        reportFailure: @escaping @Sendable (String) -> Void = { _ in },
        reportUpgrade: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        precondition(readerThreads > 0, "somebody must read")
        self.readerThreads = readerThreads
        self.sweepPeriod = sweepPeriod
        self.busyTimeout = busyTimeout
        self.reportFailure = reportFailure
        self.reportUpgrade = reportUpgrade
    }
}
