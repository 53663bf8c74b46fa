import NIOCore
import Testing

@testable import HTTPServer

@Suite struct ReadBuffersTests {
    private let buffers = ReadBuffers()

    /// Where a read of a byte went to, and what it left.
    private func read(_ bytes: Int = HTTPLimits.readBytes) -> (place: UInt, buffer: ByteBuffer) {
        var place: UInt = 0
        let buffer = buffers.read(bytes) { memory in
            place = UInt(bitPattern: memory.baseAddress)
            memory[0] = UInt8(bytes & 255)
            #expect(memory.count == bytes)
            return 1
        }
        #expect(buffer.readableBytes == 1)
        return (place, buffer)
    }

    @Test func aBufferIsReadIntoAgainOnceNobodyHoldsIt() {
        let first = read().place
        #expect(read().place == first)
        #expect(read().place == first)
    }

    @Test func whatSomebodyHoldsIsNotReadOver() {
        let held = read()
        let second = read()
        #expect(second.place != held.place)
        #expect(held.buffer.readableBytes == 1)
    }

    @Test func aLargeBufferIsNotKept() {
        let first = read().place
        _ = read(HTTPLimits.largeReadBytes)
        #expect(read().place == first)
    }

    @Test func aReadThatFailsLeavesNothing() {
        #expect(buffers.read(HTTPLimits.readBytes) { _ in -1 }.readableBytes == 0)
    }
}
