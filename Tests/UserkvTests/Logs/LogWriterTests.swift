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
        var text = pipe.read()
        while !text.contains("dropped") { text += pipe.read() }
        let told = text.drop { $0 == "." }
        #expect(told.hasPrefix("line 100x\n") && told.contains("line 109x\n"), "\(told)")
        #expect(told.hasSuffix("dropped 15\n"), "\(told)")
        writer.append(Array("later\n".utf8))
        #expect(writer.flush(milliseconds: 60_000))
        #expect(pipe.read() == "later\n")
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
    func read() -> String {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(readEnd, &chunk, chunk.count)
        return String(decoding: chunk.prefix(max(0, count)), as: UTF8.self)
    }
}
