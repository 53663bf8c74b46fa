/// What things in the cache cost in bytes of memory: the one place with the model.
///
/// It describes 64-bit Linux with glibc: an allocation is the request plus an 8-byte header, rounded up to 16 bytes and
/// never less than 32; from 128 KiB on it is a mapping of its own in whole pages (mallopt(3), `M_MMAP_THRESHOLD`).
/// Elsewhere the figures are close enough for a budget.
package enum MemoryCost {
    /// The object header and the count and capacity before an array's elements.
    private static let arrayHeaderBytes = 32
    /// The header of a class instance.
    private static let objectHeaderBytes = 16
    private static let mappingThresholdBytes = 128 * 1024
    private static let pageBytes = 4096
    /// A table's bucket has 8 bytes, and a table between half of and full to its limit of three quarters has 1.33 to
    /// 2.67 buckets per entry; this is the middle.
    static let tableShareBytes = 16

    /// What the heap takes for one request of this many bytes.
    package static func allocation(_ bytes: Int) -> Int {
        if bytes >= mappingThresholdBytes { return (bytes + 16 + pageBytes - 1) & ~(pageBytes - 1) }
        return max(32, (bytes + 8 + 15) & ~15)
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
