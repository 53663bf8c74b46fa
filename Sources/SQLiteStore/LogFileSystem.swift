import CSQLite

/// SQLite's own file system, but for write-ahead logs (`LogFile`).
///
/// A connection asks for it by name (sqlite.org/vfs.html). Connections to one file may have this one or SQLite's own side
/// by side: locks and shared memory are SQLite's in both.
enum LogFileSystem {
    /// The name to open a file with; nil where SQLite has no file system that this can build on.
    static let name: String? = register() ? identifier : nil

    private static let identifier = "userkv-log"

    /// SQLite's own file system, which it never frees.
    nonisolated(unsafe) private static let inner = sqlite3_vfs_find(nil)  // Reason: never changed by anybody.

    /// How far the real file's memory lies behind the beginning of the log file's.
    private static let headerBytes = (MemoryLayout<LogFile>.size + 15) / 16 * 16

    private static func register() -> Bool {
        // Where a sector may be damaged by writing to its neighbour, SQLite fills up the last one, in pieces of its own.
        guard let inner, sqlite3_compileoption_used("POWERSAFE_OVERWRITE=0") == 0 else { return false }
        // Allocated for good: SQLite keeps a pointer to it.
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: inner.pointee)
        system.pointee.pNext = nil
        system.pointee.zName = copy(of: identifier)
        system.pointee.szOsFile = Int32(headerBytes) + inner.pointee.szOsFile
        system.pointee.xOpen = { LogFileSystem.open($1, $2, flags: $3, outFlags: $4) }
        return sqlite3_vfs_register(system, 0) == SQLITE_OK
    }

    private static func open(
        _ path: UnsafePointer<CChar>?,
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        flags: Int32,
        outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let inner, let file, let open = inner.pointee.xOpen else { return SQLITE_CANTOPEN }
        guard flags & SQLITE_OPEN_WAL != 0 else { return open(inner, path, file, flags, outFlags) }
        let innerFile = (UnsafeMutableRawPointer(file) + headerBytes).assumingMemoryBound(
            to: sqlite3_file.self
        )
        innerFile.pointee.pMethods = nil
        let code = open(inner, path, innerFile, flags, outFlags)
        if code == SQLITE_OK {
            UnsafeMutableRawPointer(file).initializeMemory(
                as: LogFile.self,
                to: LogFile(innerFile)
            )
        } else {
            if let methods = innerFile.pointee.pMethods { _ = methods.pointee.xClose(innerFile) }
            file.pointee.pMethods = nil
        }
        return code
    }

    private static func copy(of text: String) -> UnsafePointer<CChar> {
        let characters = text.utf8CString
        let memory = UnsafeMutableBufferPointer<CChar>.allocate(capacity: characters.count)
        _ = memory.initialize(from: characters)
        return UnsafePointer(memory.baseAddress.unsafelyUnwrapped)
    }
}
