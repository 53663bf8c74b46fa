#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the operating system tells of this process; what it does not tell here is nil.
struct ProcessStatistics {
    /// User and system time so far.
    var processorNanoseconds: UInt64?
    var residentBytes: UInt64?
    var openDescriptors: UInt64?
    /// Descriptors that may be open.
    var descriptorsMaximum: UInt64?

    /// As it is now.
    static var current: ProcessStatistics {
        ProcessStatistics(
            processorNanoseconds: processorTime(),
            residentBytes: residentMemory(),
            openDescriptors: descriptorCount(),
            descriptorsMaximum: descriptorLimit()
        )
    }

    private static func processorTime() -> UInt64? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The second number of proc_pid_statm(5), in pages.
    private static func residentMemory() -> UInt64? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, CInt(line.count), file) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return nil }
        return pages * UInt64(max(0, sysconf(CInt(_SC_PAGESIZE))))
    }

    private static func descriptorCount() -> UInt64? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count: UInt64 = 0
        while let entry = readdir(folder) {
            // "." and "..", and no other name here begins like them.
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        // Looking takes one.
        return count > 0 ? count - 1 : nil
    }

    private static func descriptorLimit() -> UInt64? {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }
}
