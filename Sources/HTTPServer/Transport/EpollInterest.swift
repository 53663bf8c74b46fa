#if os(Linux)
import CLinux

/// What a target of an `EpollLoop` waits for, and what it is told; see epoll_ctl(2).
struct EpollInterest: OptionSet {
    let rawValue: UInt32

    static let reading = EpollInterest(rawValue: EPOLLIN.rawValue)
    static let writing = EpollInterest(rawValue: EPOLLOUT.rawValue)
    /// The other side has closed its direction.
    static let inputEnd = EpollInterest(rawValue: EPOLLRDHUP.rawValue)
    /// There is a byte that was sent as urgent, which nobody here is interested in.
    static let urgent = EpollInterest(rawValue: EPOLLPRI.rawValue)
    /// An error, or the end of both directions: told without being waited for.
    static let fault = EpollInterest(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    /// To be told when something changes, and not as long as it is so.
    static let edges = EpollInterest(rawValue: EPOLLET.rawValue)
}
#endif
