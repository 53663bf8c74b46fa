/// What things in the cache cost in bytes of memory: the one place with the model.
///
/// It describes mimalloc, which the program allocates from: no header, a multiple of 16 bytes up to 64, and above that one
/// of four sizes between a power of two and the next (mimalloc 2, `_mi_bin`); what is large has memory of its own, in slices of
/// 64 KiB, and from 16 MiB on of 1 MiB. Elsewhere the figures are close enough for a budget.
package enum MemoryCost {
    /// The object header and the count and capacity before an array's elements.
    private static let arrayHeaderBytes = 32
    /// The header of a class instance.
    private static let objectHeaderBytes = 16
    private static let evenlySpacedBytesMaximum = 64
    private static let sharedMemoryBytesMaximum = 128 * 1024
    private static let sliceBytes = 64 * 1024
    private static let slicedBytesMaximum = 16 * 1024 * 1024
    private static let hugeSliceBytes = 1024 * 1024
    /// A table's bucket has 8 bytes, and a table between half of and full to its limit of three quarters has 1.33 to
    /// 2.67 buckets per entry; this is the middle.
    static let tableShareBytes = 16

    /// What the heap takes for one request of this many bytes: its block, and a sixteenth for what the allocator keeps beside
    /// blocks and for pages that are not full, of which there are most where blocks are small.
    ///
    /// `make bench-cache` compares this with what a process grows by.
    package static func allocation(_ bytes: Int) -> Int {
        let block = block(bytes)
        return block > sharedMemoryBytesMaximum ? block : block + block / 16
    }

    /// The block that the allocator hands out for this many bytes.
    package static func block(_ bytes: Int) -> Int {
        if bytes <= evenlySpacedBytesMaximum { return max(16, roundUp(bytes, to: 16)) }
        if bytes > slicedBytesMaximum { return roundUp(bytes, to: hugeSliceBytes) }
        if bytes > sharedMemoryBytesMaximum { return roundUp(bytes, to: sliceBytes) }
        let lowerPowerOfTwo = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
        return roundUp(bytes, to: lowerPowerOfTwo / 4)
    }

    /// - Parameter step: a power of two.
    private static func roundUp(_ bytes: Int, to step: Int) -> Int {
        (bytes + step - 1) & ~(step - 1)
    }

    /// What an array's storage takes; the capacity counts, and an array without storage is free.
    package static func array(_ array: [UInt8]) -> Int {
        array.capacity == 0 ? 0 : allocation(arrayHeaderBytes + array.capacity)
    }

    /// What a class instance with this many bytes of stored properties takes.
    package static func object(propertyBytes: Int) -> Int {
        allocation(objectHeaderBytes + propertyBytes)
    }
}
