#if canImport(Glibc)
import KeyValueStore
import Testing

/// The model of memory against what glibc really gives.
///
/// An array asks the heap how many bytes it got and makes all of them capacity, so its capacity tells.
struct MemoryCostTests {
    /// An array's header, and the heap's.
    private static let arrayHeaderBytes = 32
    private static let heapHeaderBytes = 8

    @Test func smallAllocationsCostWhatTheHeapTakes() {
        for count in 1...5000 {
            let array = [UInt8](repeating: 7, count: count)
            let taken = Self.heapHeaderBytes + Self.arrayHeaderBytes + array.capacity
            let modelled = MemoryCost.allocation(Self.arrayHeaderBytes + count)
            // The heap may give a free piece that is a little too large, rather than split it.
            let isRight = taken - modelled == 0 || taken - modelled == 16
            if !isRight || MemoryCost.array(array) != taken { Issue.record("wrong for \(count) bytes") }
        }
    }

    @Test(arguments: [200_000, 1_000_000, 26_214_400])
    func largeAllocationsCostWhatTheHeapTakes(count: Int) {
        let array = [UInt8](repeating: 7, count: count)
        let taken = Self.heapHeaderBytes + Self.arrayHeaderBytes + array.capacity
        #expect(abs(taken - MemoryCost.array(array)) <= 8192)
        #expect(abs(taken - MemoryCost.allocation(Self.arrayHeaderBytes + count)) <= 8192)
    }

    @Test func anArrayWithoutStorageIsFree() {
        #expect(MemoryCost.array([]) == 0)
    }
}
#endif
