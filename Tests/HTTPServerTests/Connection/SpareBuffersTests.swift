import NIOCore
import Testing

@testable import HTTPServer

@Suite struct SpareBuffersTests {
    @Test func aBufferIsLentEmptyAndAgain() {
        var spare = SpareBuffers()
        var buffer = spare.lend()
        buffer.writeRepeatingByte(1, count: 100)
        let capacity = buffer.storageCapacity
        spare.giveBack(buffer)
        let again = spare.lend()
        #expect(again.readableBytes == 0 && again.storageCapacity == capacity)
    }

    @Test func noMoreThanTheBoundIsKept() {
        var spare = SpareBuffers()
        let large = ByteBufferAllocator().buffer(capacity: SpareBuffers.bytesMaximum / 2)
        for _ in 0..<4 { spare.giveBack(large) }
        let capacities = (0..<4).map { _ in spare.lend().storageCapacity }
        #expect(capacities.filter { $0 == large.storageCapacity }.count == 2)
        // What is lent is no longer kept, so there is room for more.
        spare.giveBack(large)
        #expect(spare.lend().storageCapacity == large.storageCapacity)
    }
}
