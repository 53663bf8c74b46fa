import CMimalloc

#if canImport(Glibc)
import Glibc
#endif

/// Memory that only starting needs.
enum StartupMemory {
    /// Gives back free memory, and the pages of code that are resident because of the start.
    ///
    /// Most of the code that runs at the start (option parsing, metadata, set-up) never runs again, and the kernel maps
    /// many pages around each one that does. What is needed again comes from the page cache when it is touched. Only
    /// mappings of files that can be executed and not written are let go, and only where no page differs from the file, as
    /// one with a debugger's breakpoint does.
    static func release() {
        // What this thread allocated for the start: the library stands in for `malloc` in the whole program.
        mi_collect(true)
        #if canImport(Glibc)
        guard let maps = try? TextFile.read("/proc/self/smaps") else { return }
        for code in unchangedCode(maps) {
            // Advice may be refused; then the pages stay.
            madvise(UnsafeMutableRawPointer(bitPattern: code.lowerBound), code.count, MADV_DONTNEED)
        }
        #endif
    }

    /// The addresses of the mappings of code that hold no page of their own, from proc(5)'s `smaps`.
    static func unchangedCode(_ maps: String) -> [Range<UInt>] {
        var found: [Range<UInt>] = []
        var mapping: Range<UInt>?
        for line in maps.split(separator: "\n") {
            let columns = line.split(separator: " ")
            if columns.first == "Anonymous:" {
                if let code = mapping, columns.dropFirst().first == "0" { found.append(code) }
                mapping = nil
            } else if columns.first?.contains("-") == true {
                mapping = codeMapping(line)
            }
        }
        return found
    }

    /// The addresses of a mapping of code, from the first line about it; nil for any other line.
    static func codeMapping(_ line: Substring) -> Range<UInt>? {
        let columns = line.split(separator: " ", maxSplits: 5)
        guard columns.count == 6, columns[1] == "r-xp", columns[4] != "0" else { return nil }
        let addresses = columns[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard addresses.count == 2, addresses[0] < addresses[1] else { return nil }
        return addresses[0]..<addresses[1]
    }
}
