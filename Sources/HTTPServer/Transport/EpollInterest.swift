#if os(Linux)
import CEpoll

/// What a target of an `EpollLoop` waits for; errors and the end of both directions are always told.
struct EpollInterest: OptionSet {
    let rawValue: UInt32

    static let reading = EpollInterest(rawValue: EPOLLIN.rawValue)
    static let writing = EpollInterest(rawValue: EPOLLOUT.rawValue)
}
#endif
