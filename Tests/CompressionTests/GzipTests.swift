import Compression
import Testing

struct GzipTests {
    private static let samples: [[UInt8]] = [
        [], [0], Array("hello".utf8), Array(repeating: 7, count: 300_000),
        (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) },
    ]

    @Test(arguments: samples)
    func whatWasCompressedComesBack(bytes: [UInt8]) throws {
        let coded = try #require(GzipEncoder.encode(bytes))
        #expect(try GzipDecoder.decode(coded, bytesMaximum: 1 << 20) == bytes)
    }

    @Test func aStreamMayComeInAnyPieces() throws {
        let bytes = Self.samples[4]
        let coded = try #require(GzipEncoder.encode(bytes))
        for size in [1, 7, 4096] {
            let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 20))
            var output: [UInt8] = []
            for start in stride(from: 0, to: coded.count, by: size) {
                output += try decoder.append(Array(coded[start..<min(start + size, coded.count)]))
            }
            try decoder.finish()
            #expect(output == bytes)
        }
    }

    @Test func whatWasFlushedCanBeRead() throws {
        let encoder = try #require(GzipEncoder())
        let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 20))
        for line in ["first", "second", "third"] {
            #expect(try decoder.append(encoder.append(Array(line.utf8), flush: true)) == Array(line.utf8))
        }
    }

    @Test func aBombIsStoppedAtItsLimit() throws {
        let coded = try #require(GzipEncoder.encode(Array(repeating: 0, count: 10 << 20)))
        #expect(coded.count < 64 * 1024)
        #expect(throws: GzipDecoder.Failure.tooLarge) {
            try GzipDecoder.decode(coded, bytesMaximum: 1 << 20)
        }
    }

    @Test func whatIsCutOffOrDamagedIsRefused() throws {
        var coded = try #require(GzipEncoder.encode(Array("some text that is long enough".utf8)))
        #expect(throws: GzipDecoder.Failure.incomplete) {
            try GzipDecoder.decode(Array(coded.dropLast(3)), bytesMaximum: 1000)
        }
        #expect(throws: GzipDecoder.Failure.invalid) {
            try GzipDecoder.decode(coded + [0], bytesMaximum: 1000)
        }
        coded[coded.count - 6] ^= 1
        #expect(throws: GzipDecoder.Failure.invalid) { try GzipDecoder.decode(coded, bytesMaximum: 1000) }
        #expect(throws: GzipDecoder.Failure.invalid) {
            try GzipDecoder.decode([1, 2, 3], bytesMaximum: 1000)
        }
    }
}
