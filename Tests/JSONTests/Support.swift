import JSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The seeds of a random test; `USERKV_FUZZ_MULTIPLIER` asks for so many times more of them.
func fuzzSeeds(_ count: UInt64) -> Range<UInt64> {
    let multiplier = getenv("USERKV_FUZZ_MULTIPLIER").flatMap { UInt64(String(cString: $0)) } ?? 1
    return 0..<count * max(1, min(multiplier, 10_000))
}

/// Parses a document that a test knows to be valid.
func json(_ text: String) throws -> JSONValue {
    try JSONParser.parse(text)
}

/// The compact text of a value.
func text(_ value: JSONValue) -> String {
    String(decoding: value.bytes, as: UTF8.self)
}

/// The error that a document is refused with, or nil when it is accepted.
func refusal(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError? {
    do {
        _ = try JSONParser.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The error that a document is refused with, or nil when it is accepted.
func refusal(_ text: String, limits: JSONLimits = .standard) -> JSONError? {
    refusal(Array(text.utf8), limits: limits)
}

/// A small generator with a fixed sequence (SplitMix64), so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}
