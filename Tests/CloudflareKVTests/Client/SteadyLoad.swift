import KeyValueStore

@testable import CloudflareKV

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// 2,000 operations a second, 90 % reads and 10 % blind updates, Zipf-distributed over 100,000 keys, behind a cache that
/// keeps what it read or wrote for a minute.
final class SteadyLoad {
    private(set) var answered = 0
    private(set) var failed = 0
    private(set) var latencies: [Int64] = []
    private var cachedUntil: [Int: Int64] = [:]
    private let operations: Int
    private var random = SplitMix(state: 42)
    private let distribution = Zipf(count: 100_000, exponent: 0.99)

    init(seconds: Int) {
        operations = seconds * 2000
    }

    func begin(_ simulation: inout CoalescerSimulation) {
        for number in 0..<operations {
            simulation.after(Int64(number) * 500_000) { self.operate(&$0, number) }
        }
    }

    private func operate(_ simulation: inout CoalescerSimulation, _ number: Int) {
        let user = distribution.sample(&random)
        let isUpdate = number % 10 == 0
        if cachedUntil[user, default: 0] > simulation.now {
            isUpdate ? update(&simulation, user, number, begun: simulation.now) : finish(true, 0)
            return
        }
        let begun = simulation.now
        simulation.read(key(user)) { simulation, answer in
            guard case .read(.success) = answer else { return self.finish(false, simulation.now - begun) }
            self.cachedUntil[user] = simulation.now + 60 * CoalescerSimulation.second
            if isUpdate {
                self.update(&simulation, user, number, begun: begun)
            } else {
                self.finish(true, simulation.now - begun)
            }
        }
    }

    private func update(_ simulation: inout CoalescerSimulation, _ user: Int, _ number: Int, begun: Int64) {
        let entry = KVEntry(value: Array("value \(number)".utf8), version: KVVersion(UInt64(number)))
        simulation.write(WriteSubmission(key: key(user), change: .put(entry), condition: .any)) {
            simulation,
            answer in
            if case .write(.applied) = answer {
                self.finish(true, simulation.now - begun)
            } else {
                self.finish(false, simulation.now - begun)
            }
        }
    }

    private func finish(_ isAnswered: Bool, _ latency: Int64) {
        latencies.append(latency)
        if isAnswered { answered += 1 } else { failed += 1 }
    }

    private func key(_ user: Int) -> KVKey {
        KVKey(unchecked: Array("user:\(user)".utf8))
    }
}

/// A small random number generator with a seed (Vigna's SplitMix64 constants).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Ranks whose frequency falls with a power of the rank.
struct Zipf {
    private var cumulative: [Double] = []

    init(count: Int, exponent: Double) {
        var sum = 0.0
        for rank in 1...count {
            sum += 1 / Self.power(Double(rank), exponent)
            cumulative.append(sum)
        }
    }

    func sample(_ random: inout SplitMix) -> Int {
        let target = Double.random(in: 0..<(cumulative.last ?? 1), using: &random)
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] <= target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        pow(base, exponent)
    }
}
