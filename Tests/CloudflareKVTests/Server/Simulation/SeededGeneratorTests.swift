import Testing

@testable import CloudflareKV

struct SeededGeneratorTests {
    @Test func givesTheReferenceSequence() {
        // The first numbers of SplitMix64 for the seed 1234567.
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func streamsAreRepeatableAndApart() {
        let first = (0..<100 as Range<UInt64>).map { stream in
            var generator = SeededGenerator(seed: 7, stream: stream)
            return generator.next()
        }
        let second = (0..<100 as Range<UInt64>).map { stream in
            var generator = SeededGenerator(seed: 7, stream: stream)
            return generator.next()
        }
        #expect(first == second)
        #expect(Set(first).count == 100)
    }

    @Test(arguments: [(0.0, 0...0), (1.0, 10_000...10_000), (0.25, 2300...2700)])
    func whatIsProbableHappensAsOften(probability: Double, range: ClosedRange<Int>) {
        var generator = SeededGenerator(seed: 1)
        var count = 0
        for _ in 0..<10_000 where generator.happens(probability) { count += 1 }
        #expect(range.contains(count))
    }
}
