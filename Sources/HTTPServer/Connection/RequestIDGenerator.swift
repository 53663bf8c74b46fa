/// Makes request identifiers: 32 hexadecimal digits, unique in practice and cheap, not secret.
///
/// A random start per event loop and a counter, mixed by the finaliser of SplitMix64 (Steele, Lea and Flood,
/// 2014).
final class RequestIDGenerator {
    private let prefix = UInt64.random(in: .min ... .max)
    private var counter = UInt64.random(in: .min ... .max)

    /// The next identifier.
    func next() -> RequestID {
        counter &+= 0x9E37_79B9_7F4A_7C15
        var mixed = counter
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return .generated(high: prefix, low: mixed ^ (mixed >> 31))
    }
}

@available(*, unavailable)
extension RequestIDGenerator: Sendable {}
