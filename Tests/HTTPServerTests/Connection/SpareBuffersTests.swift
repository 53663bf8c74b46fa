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

    @Test func noMoreAreKeptThanMayBeGathered() {
        var spare = SpareBuffers()
        let kept = ByteBufferAllocator().buffer(capacity: 2 * HTTPLimits.newBufferBytes)
        for _ in 0..<(HTTPLimits.gatheredAnswersMaximum + 5) { spare.giveBack(kept) }
        let lent = (0..<(HTTPLimits.gatheredAnswersMaximum + 5)).map { _ in spare.lend().storageCapacity }
        #expect(lent.filter { $0 == kept.storageCapacity }.count == HTTPLimits.gatheredAnswersMaximum)
    }

    @Test func aLargeBufferIsNotLentForASmallAnswer() {
        var spare = SpareBuffers()
        spare.giveBack(ByteBufferAllocator().buffer(capacity: HTTPLimits.spareBufferBytesMaximum + 1))
        #expect(spare.lend().storageCapacity == HTTPLimits.newBufferBytes)
    }
}
