#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension HTTPLimits {
    /// The limits with no more connections than the process can have, those that are refused among them.
    var withinDescriptors: HTTPLimits {
        within(
            connections: DescriptorLimit.connections(wanted: connectionsMaximum + refusedConnectionsMaximum)
        )
    }

    /// The limits where there can be so many connections at all.
    func within(connections: Int) -> HTTPLimits {
        if connections >= connectionsMaximum + refusedConnectionsMaximum { return self }
        var limits = self
        limits.refusedConnectionsMaximum = min(
            refusedConnectionsMaximum,
            connections / Self.refusedShareDivisor
        )
        limits.connectionsMaximum = min(connectionsMaximum, connections - limits.refusedConnectionsMaximum)
        return limits
    }

    /// The share of few connections, as a divisor, that may be told that there are too many.
    private static let refusedShareDivisor = 8
}

/// How many connections the system lets this process have.
///
/// A connection is a file descriptor. One more than the limit of the process (RLIMIT_NOFILE, getrlimit(2)) cannot be
/// accepted at all, so a client would wait for an answer that nobody can give; the limit on connections therefore stays
/// below it.
enum DescriptorLimit {
    /// Descriptors for everything else: the database, the log, the listener, whoever asks the system something.
    static let reserve = 64
    /// The share of a small limit that connections may have at least.
    private static let shareMinimum = 2

    /// Raises the limit of the process as far as it may for so many connections, and says how many there can be.
    static func connections(wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return wanted }
        let needed = rlim_t(wanted + reserve)
        if limit.rlim_cur < needed {
            var raised = limit
            raised.rlim_cur = min(needed, limit.rlim_max)
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return connections(wanted: wanted, descriptors: Int(clamping: limit.rlim_cur))
    }

    /// How many connections there can be with so many descriptors; at least one.
    static func connections(wanted: Int, descriptors: Int) -> Int {
        max(1, min(wanted, max(descriptors - reserve, descriptors / shareMinimum)))
    }

    #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif
}
