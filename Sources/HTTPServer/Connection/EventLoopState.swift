#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the connections of one event loop share; touched on that loop only, so it needs no lock.
final class EventLoopState {
    let requestIDs = RequestIDGenerator()
    let metrics: LoopMetrics
    /// Who keeps a log of requests; nil for nobody.
    let requestLog: (any RequestLog)?
    /// Whether the server is shutting down: every answer is then its connection's last.
    var isDraining = false
    var spareBuffers = SpareBuffers()
    /// The fields of every answer, up to the request identifier.
    private var commonFields: [UInt8] = []
    private var commonFieldsSecond: time_t = -1

    init(metrics: LoopMetrics, requestLog: (any RequestLog)? = nil) {
        self.metrics = metrics
        self.requestLog = requestLog
    }

    /// `Date`, `Server`, the security fields and the name of the request identifier's field, made once a second.
    func currentCommonFields() -> [UInt8] {
        var now = timespec()
        clock_gettime(Self.clock, &now)
        if now.tv_sec != commonFieldsSecond {
            commonFieldsSecond = now.tv_sec
            commonFields = Self.render(secondsSince1970: Int64(now.tv_sec))
        }
        return commonFields
    }

    private static func render(secondsSince1970: Int64) -> [UInt8] {
        let lines = """
            Date: \(HTTPDate.text(secondsSince1970: secondsSince1970))
            Server: userkv
            X-Content-Type-Options: nosniff
            Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
            Referrer-Policy: no-referrer
            Cross-Origin-Resource-Policy: same-origin
            X-Request-Id:\u{20}
            """
        return lines.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    // To a second is exact enough, and the coarse clock costs less.
    #if canImport(Glibc)
    private static let clock = CLOCK_REALTIME_COARSE
    #else
    private static let clock = CLOCK_REALTIME
    #endif
}

@available(*, unavailable)
extension EventLoopState: Sendable {}
