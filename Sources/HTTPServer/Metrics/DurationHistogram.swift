/// How many things took how long.
package struct DurationHistogram: Hashable, Sendable {
    /// Upper bounds of all ranges but the last one: those that OpenTelemetry advises for `http.server.request.duration`
    /// ("Semantic conventions for HTTP metrics"), with shorter ones in front, because a cache answers within microseconds.
    package static let boundsNanoseconds: [Int64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 75_000_000, 100_000_000,
        250_000_000, 500_000_000, 750_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 7_500_000_000,
        10_000_000_000,
    ]

    /// How many were in each range, and not in the one before.
    package private(set) var counts: [UInt64]
    /// How long all of them took together.
    package private(set) var totalNanoseconds: UInt64

    init(counts: [UInt64], totalNanoseconds: UInt64) {
        self.counts = counts
        self.totalNanoseconds = totalNanoseconds
    }

    /// Adds what another one holds.
    mutating func add(_ other: DurationHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        totalNanoseconds += other.totalNanoseconds
    }

    /// Which range a duration belongs to.
    static func range(ofNanoseconds nanoseconds: Int64) -> Int {
        let bounds = boundsNanoseconds
        var index = 0
        while index < bounds.count, nanoseconds > bounds[index] { index += 1 }
        return index
    }
}
