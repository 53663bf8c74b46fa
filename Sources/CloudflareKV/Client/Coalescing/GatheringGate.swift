/// Decides how long a batch that is not full waits for company.
///
/// Alone, a call leaves at once. While requests are on their way, calls gather: those that wait for the same request
/// come back together when it ends and want to go on together. After a request that answered several callers the gate
/// stays shut for a moment, until as many calls have come as callers were answered, because a fraction that left
/// early would split the crowd into two halves that never meet again.
/// A pure value: it is told the time and reads no clock.
struct GatheringGate {
    static let lingerNanosecondsMinimum: Int64 = 1_000_000
    static let lingerNanosecondsMaximum: Int64 = 10_000_000
    static let gatheringNanosecondsMinimum: Int64 = 10_000_000
    static let gatheringNanosecondsMaximum: Int64 = 250_000_000

    private(set) var inFlight = 0
    /// A moving average of the time that a request takes.
    private var latency: Int64 = 10_000_000
    private var lingerEnd: Int64 = .min
    private var expectedArrivals = 0

    /// Notes calls that joined a batch.
    mutating func didArrive(_ count: Int = 1) {
        expectedArrivals = max(0, expectedArrivals - count)
    }

    mutating func didDepart() {
        inFlight += 1
    }

    /// Notes the end of a request that answered so many callers.
    mutating func didComplete(callers: Int, latency measured: Int64, now: Int64) {
        inFlight -= 1
        latency = (latency * 3 + measured) / 4
        if callers > 1 {
            expectedArrivals += callers
            lingerEnd =
                now + min(max(latency / 5, Self.lingerNanosecondsMinimum), Self.lingerNanosecondsMaximum)
        }
    }

    /// When a batch may leave that is not full and whose oldest call waits since `oldest`.
    ///
    /// - Parameter isSilent: whether nothing is on its way but what left in this same step.
    mutating func partialRelease(oldest: Int64, now: Int64, isSilent: Bool) -> Int64 {
        let patience = min(
            max(latency * 2, Self.gatheringNanosecondsMinimum),
            Self.gatheringNanosecondsMaximum
        )
        if !isSilent { return oldest + patience }
        if now >= lingerEnd { expectedArrivals = 0 }
        return expectedArrivals == 0 ? now : min(lingerEnd, oldest + patience)
    }
}
