import NIOCore

/// What a loop is to do at some time; there are few, so a sorted list will do.
struct LoopTimers {
    /// Something to do once.
    struct Timer: Sendable {
        let id: UInt64
        let deadline: NIODeadline
        let action: @Sendable () -> Void
        /// Called instead, where its time does not come.
        var cancel: @Sendable () -> Void = {}
    }

    /// By their deadlines, the next one last; of one deadline in the order in which they came.
    private var timers: [Timer] = []

    /// When the next one is due.
    var nextDeadline: NIODeadline? { timers.last?.deadline }

    mutating func add(_ timer: Timer) {
        let place = timers.lastIndex { $0.deadline > timer.deadline }.map { $0 + 1 } ?? 0
        timers.insert(timer, at: place)
    }

    /// Forgets a timer, if it is still there.
    mutating func remove(_ id: UInt64) {
        timers.removeAll { $0.id == id }
    }

    /// Takes out the next timer that is due.
    mutating func popDue(at now: NIODeadline) -> Timer? {
        guard let next = timers.last, next.deadline <= now else { return nil }
        return timers.removeLast()
    }
}
