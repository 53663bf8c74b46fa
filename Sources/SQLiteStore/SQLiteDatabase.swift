package import KeyValueStore

/// A SQLite database file with any number of namespaces, shared with other processes or not.
///
/// One thread writes, a few threads read, and short reads happen on the caller's thread. The file stays open as long as this
/// object or one of its stores lives, or until `close()`.
package final class SQLiteDatabase: Sendable {
    let file: DatabaseFile
    let clock: any KVClock
    let observers = ExternalChangeObservers()
    let writer: SQLiteWriter
    let readers: SQLiteReaderPool
    let inPlaceReaders: InPlaceReaders
    private let counters = SQLiteCounters()

    /// Opens a database file, makes it where missing, and upgrades it where old; blocks while it does.
    package convenience init(
        path: String,
        options: SQLiteOptions = SQLiteOptions(),
        clock: any KVClock = SystemClock()
    ) throws(SQLiteStoreError) {
        let file = DatabaseFile(
            path: path,
            busyTimeout: options.busyTimeout,
            reportUpgrade: options.reportUpgrade
        )
        try self.init(file: file, options: options, clock: clock)
    }

    init(file: DatabaseFile, options: SQLiteOptions, clock: any KVClock) throws(SQLiteStoreError) {
        self.file = file
        self.clock = clock
        let generation = ChangeGeneration()
        inPlaceReaders = InPlaceReaders(file: file, generation: generation)
        do {
            let connection = try file.openForWriting()
            // Readers first: if they cannot start, no writer is left behind.
            readers = try SQLiteReaderPool(file: file, threads: options.readerThreads)
            do {
                writer = try SQLiteWriter(
                    file: file,
                    connection: connection,
                    counters: counters,
                    observers: observers,
                    failures: BackgroundFailures(clock: clock, report: options.reportFailure),
                    generation: generation,
                    inPlaceReaders: inPlaceReaders,
                    clock: clock,
                    sweepPeriod: options.sweepPeriod,
                    readersEnding: readers.ending
                )
            } catch {
                readers.close()
                throw error
            }
        } catch let refusal as SQLiteStoreError {
            throw refusal
        } catch let failure as SQLiteFailure {
            throw file.refusal(failure)
        } catch {
            throw .cannotOpen(path: file.path, reason: "\(error)")
        }
    }

    deinit {
        readers.close()
        writer.close()
    }

    /// What the database has done since it was opened.
    package var statistics: SQLiteStatistics { counters.statistics }

    /// Serves what waits, moves the write-ahead log into the database, and closes the file.
    ///
    /// Whatever is asked from now on throws `KVError.closed`. May be called more than once; each call returns when the
    /// file is closed.
    package func close() async {
        inPlaceReaders.close()
        readers.close()
        writer.close()
        await writer.waitForEnd()
    }
}
