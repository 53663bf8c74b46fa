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
                decoder.take(Array(coded[start..<min(start + size, coded.count)]))
                while let piece = try decoder.next() { output += piece }
            }
            try decoder.finish()
            #expect(output == bytes)
        }
    }

    @Test func whatWasFlushedCanBeRead() throws {
        let encoder = try #require(GzipEncoder())
        let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 20))
        for line in ["first", "second", "third"] {
            decoder.take(encoder.append(Array(line.utf8), flush: true))
            #expect(try decoder.next() == Array(line.utf8))
            #expect(try decoder.next() == nil)
        }
    }

    @Test func oneStepExpandsToABoundedPiece() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 20))
        decoder.take(try #require(GzipEncoder.encode(bytes)))
        var output: [UInt8] = []
        while let piece = try decoder.next() {
            #expect(!piece.isEmpty && piece.count <= GzipDecoder.stepBytesMaximum)
            output += piece
        }
        #expect(output == bytes)
    }

    @Test func aStreamThatExpandsTooManyTimesIsStoppedEarly() throws {
        let coded = try #require(GzipEncoder.encode(Array(repeating: 0, count: 10 << 20)))
        let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 40))
        decoder.take(coded)
        var count = 0
        #expect(throws: GzipDecoder.Failure.expandsTooMuch) {
            while let piece = try decoder.next() { count += piece.count }
        }
        #expect(count >= GzipDecoder.expansionBytesFree - GzipDecoder.stepBytesMaximum)
        #expect(count <= GzipDecoder.expansionBytesFree + GzipDecoder.stepBytesMaximum)
        // A short one may: that is what repeated text looks like.
        let short = Array(repeating: UInt8(0), count: 500_000)
        let shortCoded = try #require(GzipEncoder.encode(short))
        #expect(try GzipDecoder.decode(shortCoded, bytesMaximum: 1 << 20) == short)
    }

    @Test(arguments: [1, 7, 4096])
    func membersInARowExpandOneBehindTheOther(size: Int) throws {
        let parts = ["first", "", "second"].map { Array($0.utf8) }
        let coded = try parts.flatMap { try #require(GzipEncoder.encode($0)) }
        let decoder = try #require(GzipDecoder(bytesMaximum: 1 << 20))
        var output: [UInt8] = []
        for start in stride(from: 0, to: coded.count, by: size) {
            decoder.take(Array(coded[start..<min(start + size, coded.count)]))
            while let piece = try decoder.next() { output += piece }
        }
        try decoder.finish()
        #expect(output == Array("firstsecond".utf8))
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
        #expect(throws: GzipDecoder.Failure.incomplete) { try GzipDecoder.decode([], bytesMaximum: 1000) }
        #expect(throws: GzipDecoder.Failure.invalid) {
            try GzipDecoder.decode(coded + [0, 0], bytesMaximum: 1000)
        }
        #expect(throws: GzipDecoder.Failure.incomplete) {
            try GzipDecoder.decode(coded + coded.dropLast(), bytesMaximum: 1000)
        }
        coded[coded.count - 6] ^= 1
        #expect(throws: GzipDecoder.Failure.invalid) { try GzipDecoder.decode(coded, bytesMaximum: 1000) }
        #expect(throws: GzipDecoder.Failure.invalid) {
            try GzipDecoder.decode([1, 2, 3], bytesMaximum: 1000)
        }
    }
}
