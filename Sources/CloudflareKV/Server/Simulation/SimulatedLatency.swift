import Glibc

/// How long answers are held back.
package enum SimulatedLatency: Hashable, Sendable {
    /// Always the same time, in nanoseconds.
    case constant(Int64)
    /// Anything within a range of nanoseconds, all equally likely.
    case uniform(ClosedRange<Int64>)
    /// The long tail of real networks: half of the answers take less than the median, one in a hundred takes more than
    /// the 99th percentile; both in nanoseconds and above zero.
    case logNormal(median: Int64, percentile99: Int64)

    /// No answer is held back longer than this, in nanoseconds.
    static let nanosecondsMaximum: Int64 = 3_600_000_000_000

    /// The 99th percentile of the normal distribution, in standard deviations.
    private static let deviationsOfPercentile99 = 2.326_347_874

    /// One answer's time in nanoseconds.
    ///
    /// Two numbers are drawn whatever the distribution.
    func draw(_ generator: inout SeededGenerator) -> Int64 {
        let (first, second) = (generator.fraction(), generator.fraction())
        switch self {
        case .constant(let time): return time
        case .uniform(let range):
            return range.lowerBound + Int64(first * Double(range.upperBound - range.lowerBound))
        case .logNormal(let median, let percentile99):
            // Box and Muller's transform; 1 - first is never 0.
            let normal = (-2 * log(1 - first)).squareRoot() * cos(2 * Double.pi * second)
            let sigma = log(Double(percentile99) / Double(median)) / Self.deviationsOfPercentile99
            return Int64(min(Double(median) * exp(sigma * normal), Double(Self.nanosecondsMaximum)))
        }
    }
}
