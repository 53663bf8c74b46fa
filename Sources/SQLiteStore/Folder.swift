#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder that a file needs.
struct Folder {
    let path: String

    /// The folder that a file at `path` lies in; nil where it is the working folder or the root.
    init?(of path: String) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        self.path = String(path[..<slash])
    }

    /// Makes the folder and those above it where missing; new ones are for their owner only, as they hold user data.
    func create() throws(SQLiteStoreError) {
        if exists { return }
        try Folder(of: path)?.create()
        // Another process may have been faster.
        if mkdir(path, 0o700) != 0, errno != EEXIST || !exists {
            throw .folderNotCreated(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private var exists: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
