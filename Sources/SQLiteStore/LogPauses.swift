/// What a connection that reads many pages of the log in a row does between them.
final class LogPauses {
    private var pages = 0
    private let pause: () -> Void

    /// - Parameter pause: called after every so many pages (`SQLiteStoreLimits.pagesMovedBetweenPauses`).
    init(_ pause: @escaping () -> Void) {
        self.pause = pause
    }

    /// Counts a page.
    func pageIsRead() {
        pages += 1
        guard pages == SQLiteStoreLimits.pagesMovedBetweenPauses else { return }
        pages = 0
        pause()
    }
}
