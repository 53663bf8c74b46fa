import Testing

@testable import userkv

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite(.timeLimit(.minutes(1)))
struct LogWriterTests {
    private let pipe = Pipe()

    private func writer(bytesMaximum: Int = 1 << 20) -> LogWriter {
        LogWriter(descriptor: pipe.writeEnd, bytesMaximum: bytesMaximum) { Array("dropped \($0)\n".utf8) }
    }

    @Test func linesComeOutWholeAndInOrder() {
        let writer = writer()
        let lines = (0..<100).map { "line \($0)\n" }
        for line in lines { writer.append(Array(line.utf8)) }
        #expect(writer.flush(milliseconds: 60_000))
        #expect(pipe.read() == lines.joined())
    }

    @Test func linesThatMayWaitAreWrittenInTheirOrderAndNotForgotten() {
        let writer = writer()
        writer.append(Array("1\n".utf8), mayWait: true)
        writer.append(Array("2\n".utf8), mayWait: true)
        // Nobody asks for them.
        var text = ""
        while text != "1\n2\n" { text += pipe.read() }
        writer.append(Array("3\n".utf8), mayWait: true)
        writer.append(Array("4\n".utf8))
        writer.append(Array("5\n".utf8), mayWait: true)
        #expect(writer.flush(milliseconds: 60_000))
        #expect(pipe.read() == "3\n4\n5\n")
        writer.append(Array("6\n".utf8), mayWait: true)
        #expect(writer.flush(milliseconds: 60_000))
        #expect(pipe.read() == "6\n")
    }

    @Test func linesThatAreWrittenTogetherDoNotMixWithThoseOfOthers() {
        pipe.fill()
        let writer = writer()
        let lines = (0..<200).map { "\($0) " + String(repeating: "x", count: $0 * 7 % 1500) }
        for line in lines { writer.append(Array("\(line)\n".utf8)) }
        #expect(!writer.flush(milliseconds: 1))
        // Another process that writes whenever there is room.
        _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
        var text = ""
        while !text.contains("\(lines[199])\n") {
            // Little, so that a longer piece would not fit as a whole.
            text += pipe.read(bytesMaximum: 4096)
            _ = write(pipe.writeEnd, "other\n", 6)
        }
        let told = text.drop { $0 == "." }.split(separator: "\n").filter { $0 != "other" }
        #expect(told.map(String.init) == lines)
    }

    @Test func aLineLongerThanThePipeComesOutWholeWhenItIsRead() {
        let line = [UInt8](repeating: 0x78, count: 300_000) + [0x0A]
        writer().append(line)
        var read: [UInt8] = []
        while read.count < line.count { read += Array(pipe.read().utf8) }
        #expect(read == line)
    }

    @Test func aReaderThatStallsHoldsNobodyUpAndIsToldWhatItMissed() {
        pipe.fill()
        let writer = writer(bytesMaximum: 100)
        // Ten lines of ten bytes fit.
        for number in 0..<25 { writer.append(Array("line \(100 + number)x\n".utf8)) }
        #expect(!writer.flush(milliseconds: 1))
        // The writer may have begun when some were dropped already, and tells the others later.
        var text = ""
        var told: [Substring] = []
        while Self.dropped(told) < 15 {
            text += pipe.read()
            told = text.drop { $0 == "." }.split(separator: "\n")
        }
        #expect(Self.dropped(told) == 15, "\(told)")
        #expect(told.filter { $0.hasPrefix("line") } == (100..<110).map { "line \($0)x" }, "\(told)")
        writer.append(Array("later\n".utf8))
        #expect(writer.flush(milliseconds: 60_000))
        #expect(pipe.read() == "later\n")
    }

    /// How many lines were dropped, as far as it has been told.
    private static func dropped(_ told: [Substring]) -> Int {
        told.compactMap { $0.hasPrefix("dropped ") ? Int($0.dropFirst(8)) : nil }.reduce(0, +)
    }

    @Test func aNonBlockingDescriptorIsWaitedFor() {
        pipe.fill()
        _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
        let writer = writer()
        writer.append(Array("line\n".utf8))
        #expect(!writer.flush(milliseconds: 1))
        var text = ""
        while !text.hasSuffix("line\n") { text += pipe.read() }
        #expect(writer.flush(milliseconds: 60_000))
    }
}

/// A pipe that is closed with the test.
private final class Pipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [0, 0]
        precondition(Glibc.pipe(&ends) == 0, "there is no pipe")
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Writes until not one byte more fits.
    func fill() {
        _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK)
        for size in [4096, 1] {
            let dots = [UInt8](repeating: 0x2E, count: size)
            while write(writeEnd, dots, dots.count) > 0 {}
        }
        _ = fcntl(writeEnd, F_SETFL, 0)
    }

    /// What can be read with one call, which waits for something to be there.
    func read(bytesMaximum: Int = 65_536) -> String {
        var chunk = [UInt8](repeating: 0, count: bytesMaximum)
        let count = Glibc.read(readEnd, &chunk, chunk.count)
        return String(decoding: chunk.prefix(max(0, count)), as: UTF8.self)
    }
}
