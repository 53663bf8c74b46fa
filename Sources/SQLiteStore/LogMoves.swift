/// Moves of the write-ahead log into the database, one after the other, each in rounds.
///
/// The log can begin anew only when nothing of it is left to move, and the database is flushed only then, so one round is
/// followed by others that move what came meanwhile. Under a load that never pauses something may always do.
///
/// A log of which everything is moved already is left alone. Versions of SQLite before 3.51.3 may lose pages where a second
/// move of such a log begins while a commit lets it begin anew (sqlite.org/wal.html#walresetbug). While something is left to move
/// no commit does that, so this process does not meet that error as long as nobody else in it moves the log.
struct LogMoves {
    private var last: LogMove?

    /// Moves the log, then what was added meanwhile, until nothing was.
    ///
    /// - Parameters:
    ///   - pages: how many pages the log has, as far as is known.
    ///   - setIsCatchingUp: told before each further round whether it has little to move.
    ///   - round: moves what the log has; nil where another process is at it.
    mutating func move(
        pages: () -> Int,
        setIsCatchingUp: (Bool) -> Void,
        round: () throws(SQLiteFailure) -> LogMove?
    ) throws(SQLiteFailure) {
        if let last, last.isComplete, last.pages == pages() { return }
        for _ in 0..<SQLiteStoreLimits.roundsOfMoveMaximum {
            guard let move = try round() else { return }
            last = move
            let pages = pages()
            // Where the log has not more pages than before, it has begun anew, or nothing was added.
            if pages <= move.pages { return }
            setIsCatchingUp(pages - move.movedPages <= SQLiteStoreLimits.lastMovedPagesMaximum)
        }
    }
}
