/// What a move of the write-ahead log came to.
struct LogMove {
    /// Pages in the log when the move began.
    let pages: Int
    /// Those of them that are in the database now.
    let movedPages: Int

    /// Whether all of them are.
    var isComplete: Bool { movedPages == pages }
}
