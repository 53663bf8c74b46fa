#if canImport(Glibc)
import CMimalloc
import KeyValueStore
import Testing

/// The model of memory against what the allocator really gives.
///
/// An array asks the heap how many bytes it got and makes all of them capacity, so its capacity tells.
struct MemoryCostTests {
    private static let arrayHeaderBytes = 32

    @Test func theTestsAllocateFromTheAllocatorOfTheProgram() {
        let memory = [UInt8](repeating: 7, count: 1000)
        #expect(memory.withUnsafeBytes { mi_is_in_heap_region($0.baseAddress) })
    }

    @Test func smallAllocationsCostWhatTheHeapTakes() {
        for count in 1...5000 {
            let array = [UInt8](repeating: 7, count: count)
            let taken = Self.arrayHeaderBytes + array.capacity
            let modelled = MemoryCost.block(Self.arrayHeaderBytes + count)
            if modelled != taken || MemoryCost.array(array) != taken + taken / 16 {
                Issue.record("\(modelled), not \(taken), for \(count) bytes")
            }
        }
    }

    @Test(arguments: [10_000, 100_000, 200_000, 1_000_000, 26_214_400])
    func largeAllocationsCostWhatTheHeapTakes(count: Int) {
        let array = [UInt8](repeating: 7, count: count)
        let taken = Self.arrayHeaderBytes + array.capacity
        #expect(abs(MemoryCost.block(Self.arrayHeaderBytes + count) - taken) <= taken / 100)
        #expect(MemoryCost.array(array) >= taken)
    }

    @Test func anArrayWithoutStorageIsFree() {
        #expect(MemoryCost.array([]) == 0)
    }
}
#endif
