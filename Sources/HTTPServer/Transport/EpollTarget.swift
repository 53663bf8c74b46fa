#if os(Linux)
/// Something with a descriptor that an `EpollLoop` watches.
///
/// The loop does not keep it alive while it waits, so it says when it goes (`EpollLoop.forget`).
class EpollTarget {
    let descriptor: CInt

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Told of what epoll_wait(2) reports.
    func ready(_ events: EpollInterest) {
        preconditionFailure("a target says what it does with events")
    }
}

@available(*, unavailable)
extension EpollTarget: Sendable {}
#endif
