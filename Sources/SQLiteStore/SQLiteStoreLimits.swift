/// The bounds of everything that can wait or grow in this module.
package enum SQLiteStoreLimits {
    /// Puts and deletes that may wait for the writer.
    package static let writeQueueOperationsMaximum = 20_000
    /// Bytes of keys, values and metadata that may wait for the writer.
    package static let writeQueueBytesMaximum = 64 * 1024 * 1024
    /// Bytes of a pair's key, metadata and value up to which the latter two lie in the tree of keys; longer ones lie beside it.
    ///
    /// A page of 4 KiB then holds seven pairs at least, and none of them is continued on another page. A file may have been
    /// written with another bound: reading asks the row itself.
    package static let shortPairBytesMaximum = 512
    /// New pairs that one statement inserts, the largest number first; the rest of a batch goes one by one.
    package static let newPairsPerStatement = [16, 4]
    /// Puts and deletes in one transaction.
    package static let transactionOperationsMaximum = 1000
    /// Requests in a commit up to which the processor is left to others in the middle of it.
    package static let smallCommitRequestsMaximum = 4
    /// Bytes of keys, values and metadata in one transaction; a single operation may have more.
    package static let transactionBytesMaximum = 8 * 1024 * 1024
    /// Reads that may wait for a reader.
    package static let readQueueRequestsMaximum = 20_000
    /// Waiting reads that one reader takes at a time and answers from one snapshot.
    package static let readsPerSnapshotMaximum = 32
    /// Connections for reads on the caller's own thread; when all are in use, a reader's thread takes the read.
    package static let inPlaceReadersMaximum = 8
    /// How long such a connection may go on showing what it saw, while nothing is known to have changed.
    package static let keptSnapshotNanoseconds: Int64 = 100_000_000
    /// Rows that a page of a listing may look at, expired ones included, before it ends early.
    package static let listPageRowsMaximum = 10_000
    /// Rows that one transaction of the sweep removes.
    package static let sweepRowsMaximum = 128
    /// Bytes of values after which a transaction of the sweep ends early.
    package static let sweepValueBytesMaximum = 4 * 1024 * 1024
    /// Transactions after which a sweep that has more to do gets its turn, however busy the writer is.
    package static let transactionsBetweenSweepsMaximum = 8
    /// The longest time between two looks for changes made by others.
    package static let externalChangePollMilliseconds: Int64 = 250
    /// Pages added to the write-ahead log after which moving them into the database begins, in the background.
    ///
    /// The number is SQLite's own. The disk is flushed when all is moved, and commits that come meanwhile wait behind it: few
    /// pages are soon flushed.
    package static let backgroundCheckpointPages = 1000
    /// Pages that are moved before the processor is left to others: some 50 microseconds of it.
    package static let pagesMovedBetweenPauses = 8
    /// Pages that are moved before the system is asked to begin writing them.
    package static let pagesMovedBeforeWriting = 32
    /// Rounds of one move.
    package static let roundsOfMoveMaximum = 8
    /// Pages that are left after a round of a move up to which the next round does not pause.
    package static let lastMovedPagesMaximum = 128
    /// Pages in the write-ahead log at which the writer waits until all are moved.
    package static let logPagesMaximum = 16_000
    /// How long the writer waits for that.
    package static let checkpointWaitMilliseconds: Int64 = 5000
    /// The size that the file of the write-ahead log is cut back to: a little more than a log of that many pages, since
    /// writing over an old log is quicker than making it longer.
    package static let logFileBytes = 68 * 1024 * 1024
    /// The most that is written to the log in one call.
    package static let gatheredLogBytesMaximum = 128 * 1024
    /// Page cache of a connection that writes.
    package static let pageCacheKibibytes = 16 * 1024
    /// Page cache of a connection for short reads on the caller's thread, of which there are seldom more than event loops.
    ///
    /// It holds the pages above the last two levels of millions of users; the operating system has the others.
    package static let inPlaceReaderPageCacheKibibytes = 16 * 1024
    /// The part of that page cache which is left for leaves while a search is at them: one in so many pages.
    package static let pageCacheReserveDivisor: Int32 = 16
    /// Page cache of any other connection that reads.
    package static let readerPageCacheKibibytes = 4 * 1024
    /// When to come back after a queue was full.
    package static let overloadRetryAfter = Duration.seconds(1)
}
