#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Numbers with popularity by rank to the power of -0.99 (Gray and others, "Quickly generating billion-record synthetic
/// databases", SIGMOD 1994), ranks spread over the numbers.
struct ZipfGenerator {
    private static let exponent = 0.99

    private let count: Int
    private let zeta: Double
    private let eta: Double
    private var state: UInt64

    init(count: Int, seed: UInt64) {
        self.count = count
        zeta = (1...count).reduce(0) { $0 + 1 / pow(Double($1), Self.exponent) }
        let ofTwo = 1 + pow(0.5, Self.exponent)
        eta = (1 - pow(2 / Double(count), 1 - Self.exponent)) / (1 - ofTwo / zeta)
        state = seed
    }

    mutating func next() -> UInt32 {
        let point = Double(random() >> 11) / Double(1 << 53)
        let scaled = point * zeta
        let rank: Int
        if scaled < 1 {
            rank = 0
        } else if scaled < 1 + pow(0.5, Self.exponent) {
            rank = 1
        } else {
            rank = Int(Double(count) * pow(eta * point - eta + 1, 1 / (1 - Self.exponent)))
        }
        return UInt32(min(rank, count - 1) * 7919 % count)
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
