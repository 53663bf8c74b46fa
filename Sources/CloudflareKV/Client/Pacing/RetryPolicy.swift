/// How long to wait before trying again: exponential, with jitter so that clients do not come back together.
struct RetryPolicy {
    static let firstDelayNanoseconds: Int64 = 100_000_000
    static let longestDelayNanoseconds: Int64 = 5_000_000_000

    /// A number in 0..<1; a seam for tests.
    var random: @Sendable () -> Double

    /// The pause after so many failed tries: half of it fixed, half by chance.
    func delayNanoseconds(afterFailures failures: Int) -> Int64 {
        let exponent = min(max(0, failures - 1), 16)
        let delay = min(Self.firstDelayNanoseconds << Int64(exponent), Self.longestDelayNanoseconds)
        return delay / 2 + Int64(Double(delay / 2) * random())
    }
}
