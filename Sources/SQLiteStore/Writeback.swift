#if os(Linux)
import CLinux
import Glibc
#endif

/// Has the system begin to write what has been moved into a database, bit by bit and without waiting for it.
///
/// Otherwise all of it is written at the end of a move, when the database is flushed, and each commit that comes meanwhile waits
/// behind it. Nothing depends on it: what makes the moved pages durable is the flush, as before.
final class Writeback {
    private let descriptor: Int32
    private var pages = 0

    /// The file at a path, which somebody in this process has open; nil where nobody has, and on systems that cannot be
    /// asked to begin.
    ///
    /// It uses a descriptor that is open already, SQLite's, because closing one of its own would drop SQLite's locks
    /// (sqlite.org/howtocorrupt.html, section 2.2). Should that descriptor be closed, and its number be given to another file, then
    /// that is written a little earlier than it would have been.
    init?(of path: String) {
        #if os(Linux)
        guard let descriptor = Self.openDescriptor(of: path) else { return nil }
        self.descriptor = descriptor
        #else
        return nil
        #endif
    }

    /// Counts pages that have been written to the file, and begins when there are enough.
    func note(pages count: Int) {
        pages += count
        guard pages >= SQLiteStoreLimits.pagesMovedBeforeWriting else { return }
        pages = 0
        begin()
    }

    #if os(Linux)
    /// `SYNC_FILE_RANGE_WRITE` of sync_file_range(2), which the headers show only to some.
    private static let write: UInt32 = 2

    /// Begins to write all that waits; whether the system has been told.
    @discardableResult
    func begin() -> Bool {
        // From the beginning to the end.
        sync_file_range(descriptor, 0, 0, Self.write) == 0
    }

    /// A descriptor that this process has of the file at a path.
    private static func openDescriptor(of path: String) -> Int32? {
        var wanted = stat()
        guard stat(path, &wanted) == 0, let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { name in
                String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            var found = stat()
            if let descriptor = Int32(name), fstat(descriptor, &found) == 0, found.st_dev == wanted.st_dev,
                found.st_ino == wanted.st_ino
            {
                return descriptor
            }
        }
        return nil
    }
    #else
    private func begin() {}
    #endif
}
