import Testing

@testable import CloudflareKV

struct SimulatedLatencyTests {
    private static func draws(_ latency: SimulatedLatency) -> [Int64] {
        var generator = SeededGenerator(seed: 3)
        return (0..<20_000).map { _ in latency.draw(&generator) }.sorted()
    }

    @Test func aConstantIsConstant() {
        #expect(Set(Self.draws(.constant(20))) == [20])
    }

    @Test func aRangeIsFilled() {
        let draws = Self.draws(.uniform(1000...2000))
        #expect(draws[0] >= 1000 && draws[0] < 1010)
        #expect(draws[19_999] <= 2000 && draws[19_999] > 1990)
        #expect((1450...1550).contains(draws[10_000]))
    }

    @Test func aLogNormalHasItsMedianAndItsTail() {
        let draws = Self.draws(.logNormal(median: 40_000_000, percentile99: 250_000_000))
        #expect((38_000_000...42_000_000).contains(draws[10_000]))
        #expect((225_000_000...280_000_000).contains(draws[19_800]))
        #expect(draws[0] >= 0)
    }
}
