#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Tells threads apart; a thread that has ended may be followed by another of the same identity.
struct ThreadIdentity: Hashable, Sendable {
    let rawValue: UInt

    /// Of the thread that asks.
    static var current: ThreadIdentity {
        #if canImport(Darwin)
        ThreadIdentity(rawValue: UInt(bitPattern: pthread_self()))
        #else
        ThreadIdentity(rawValue: pthread_self())
        #endif
    }
}
