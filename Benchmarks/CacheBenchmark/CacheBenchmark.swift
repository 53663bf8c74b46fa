import CMimalloc
import KeyValueStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Measures the cache's policy by itself and prints lines of comma-separated values; `scripts/bench-cache` runs it with each
/// argument and draws the curves.
///
/// - `ratio,<trace>,<share>,<hit ratio>,<hit ratio of a plain LRU>`: share is the capacity as a part of the keys.
/// - `time,<operation>,<nanoseconds of processor time>`
/// - `memory,<bytes of a value>,<bytes accounted>,<bytes that the process grew by>`, with the bytes as argument
@main
enum CacheBenchmark {
    static let keyCount = 1_000_000
    static let requestCount = 4_000_000
    static let shares = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0]
    /// A user of the size that the other benchmarks use.
    static let valueBytes = 136

    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "ratios": for trace in Trace.allCases { printRatios(trace) }
        case "times": printTimes()
        case let argument?: printMemory(valueBytes: Int(argument) ?? valueBytes)
        case nil: print("usage: CacheBenchmark ratios | times | BYTES")
        }
    }

    private static func printRatios(_ trace: Trace) {
        let keys = trace.keys(count: requestCount, keyCount: keyCount)
        for share in shares {
            let capacity = max(1, Int(Double(keyCount) * share))
            var cache = LRUCache<Int>(capacityBytes: .max, entryCountMaximum: capacity)
            var plain = PlainLRU(capacity: capacity, keyCount: keyCount)
            var counted = 0
            var hits = (segmented: 0, plain: 0)
            for (index, key) in keys.enumerated() {
                let found = use(key, of: &cache)
                let foundInPlain = plain.use(key)
                // The first pass fills the cache.
                guard index >= keyCount, trace.isCounted(at: index, keyCount: keyCount) else { continue }
                counted += 1
                if found { hits.segmented += 1 }
                if foundInPlain { hits.plain += 1 }
            }
            let ratio = Double(hits.segmented) / Double(counted)
            print("ratio,\(trace.rawValue),\(share),\(ratio),\(Double(hits.plain) / Double(counted))")
        }
    }

    private static func use(_ key: UInt32, of cache: inout LRUCache<Int>) -> Bool {
        var bytes = key.littleEndian
        return withUnsafeBytes(of: &bytes) { raw in
            if cache.value(forKey: HashedKey(raw)) != nil { return true }
            cache.insert(0, forKey: Array(raw), valueBytes: 0)
            return false
        }
    }

    private static func printTimes() {
        let keys = Trace.zipf.keys(count: 2_000_000, keyCount: keyCount)
        let names = (0..<keyCount).map { Array("user:u\($0)".utf8) }
        let value = [UInt8](repeating: 0x61, count: valueBytes)
        var cache = LRUCache<[UInt8]>(capacityBytes: 1 << 30)
        measure("insert", count: keyCount) { index in
            cache.insert(value, forKey: names[index], valueBytes: MemoryCost.array(value))
        }
        var sum = 0
        measure("hit-zipf", count: keys.count) { index in
            names[Int(keys[index])].withUnsafeBytes { sum += cache.value(forKey: HashedKey($0))?.count ?? 0 }
        }
        measure("hit-one-key", count: keys.count) { _ in
            names[1].withUnsafeBytes { sum += cache.value(forKey: HashedKey($0))?.count ?? 0 }
        }
        precondition(sum > 0, "the values were used")
        var small = LRUCache<[UInt8]>(capacityBytes: 8 << 20)
        measure("insert-and-evict", count: keyCount) { index in
            small.insert(value, forKey: names[index], valueBytes: MemoryCost.array(value))
        }
    }

    private static func measure(_ name: String, count: Int, _ body: (Int) -> Void) {
        let begun = processorNanoseconds()
        for index in 0..<count { body(index) }
        print("time,\(name),\(Double(processorNanoseconds() - begun) / Double(count))")
    }

    private static func processorNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Fills a cache and compares what it accounts for with what the process grew by; once in a process, because memory
    /// that was freed is used again.
    private static func printMemory(valueBytes length: Int) {
        // The program's allocator, which the model of memory describes.
        mi_collect(true)
        let before = residentBytes()
        var cache = LRUCache<[UInt8]>(capacityBytes: 64 << 20)
        var number = 0
        while cache.counters.evictions == 0 {
            let value = [UInt8](repeating: 0x61, count: length + number % 16)
            cache.insert(value, forKey: Array("user:u\(number)".utf8), valueBytes: MemoryCost.array(value))
            number += 1
        }
        print("memory,\(length),\(cache.bytes),\(residentBytes() - before)")
        withExtendedLifetime(cache) {}
    }

    /// The memory of this process (proc_pid_statm(5)); 0 where the system does not tell.
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self).split(
            separator: " "
        )
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }
}
