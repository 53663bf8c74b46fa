/// Somebody who has something to do when a turn of an `EpollLoop` ends.
protocol TurnEndListener: AnyObject {
    /// Told once for each time that it asked, on the loop's thread.
    func turnEnds()
}
