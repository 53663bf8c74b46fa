/// When each key was last put, for as long as that matters.
struct WriteTimes: Sendable {
    /// More keys than this are not remembered; the oldest knowledge is then given up at once.
    static let keysMaximum = 1_000_000

    /// Nanoseconds that must lie between two puts of a key; 0 for none.
    private let interval: Int64
    private var times: [SimulatedAddress: Int64] = [:]
    private var sweepCount = 1024

    init(interval: Int64) {
        self.interval = interval
    }

    /// How long a put of a key must wait, in nanoseconds, or nil where it may go ahead.
    func wait(_ address: SimulatedAddress, at now: Int64) -> Int64? {
        guard interval > 0, let last = times[address], now - last < interval else { return nil }
        return interval - (now - last)
    }

    /// Remembers a put.
    mutating func note(_ address: SimulatedAddress, at now: Int64) {
        guard interval > 0 else { return }
        times[address] = now
        guard times.count >= sweepCount else { return }
        // Sweeping at every doubling keeps the cost of a put constant on average.
        times = times.filter { now - $0.value < interval }
        if times.count >= Self.keysMaximum { times = [:] }
        sweepCount = max(1024, times.count * 2)
    }
}
