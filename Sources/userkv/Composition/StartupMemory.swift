#if canImport(Glibc)
import Glibc
#endif

/// Memory that only starting needs.
enum StartupMemory {
    /// Gives back the pages of code that are resident because of the start.
    ///
    /// Most of the code that runs at the start (option parsing, metadata, set-up) never runs again, and the kernel maps
    /// many pages around each one that does. What is needed again comes from the page cache when it is touched. Only
    /// mappings of files that can be executed and not written are let go: nothing in them differs from the file.
    static func release() {
        #if canImport(Glibc)
        guard let maps = try? TextFile.read("/proc/self/maps") else { return }
        for line in maps.split(separator: "\n") {
            guard let code = codeMapping(line) else { continue }
            // Advice may be refused; then the pages stay.
            madvise(UnsafeMutableRawPointer(bitPattern: code.lowerBound), code.count, MADV_DONTNEED)
        }
        #endif
    }

    /// The addresses of a mapping of code, from a line of proc(5)'s `maps`; nil for a line about anything else.
    static func codeMapping(_ line: Substring) -> Range<UInt>? {
        let columns = line.split(separator: " ", maxSplits: 5)
        guard columns.count == 6, columns[1] == "r-xp", columns[4] != "0" else { return nil }
        let addresses = columns[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard addresses.count == 2, addresses[0] < addresses[1] else { return nil }
        return addresses[0]..<addresses[1]
    }
}
