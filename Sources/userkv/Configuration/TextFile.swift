#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Small text files that an operator writes.
enum TextFile {
    /// The longest file that is read, in bytes.
    static let bytesMaximum = 1024 * 1024

    /// The text of a file.
    static func read(_ path: String) throws(TextFileError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw .unreadable(String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > bytesMaximum { throw .tooLong }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return text
    }

    /// Whether a file can be written, as far as can be told without touching it.
    static func checkWritable(_ path: String) throws(TextFileError) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw .unwritable(String(cString: strerror(EISDIR))) }
            if access(path, W_OK) != 0 { throw .unwritable(String(cString: strerror(errno))) }
            return
        }
        if errno != ENOENT { throw .unwritable(String(cString: strerror(errno))) }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if path.isEmpty || access(folder, W_OK | X_OK) != 0 {
            throw .unwritable(String(cString: strerror(path.isEmpty ? ENOENT : errno)))
        }
    }

    /// Replaces the text of a file.
    static func write(_ text: String, to path: String) throws(TextFileError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw .unwritable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { throw .unwritable(String(cString: strerror(errno))) }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// Why a text file cannot be used.
enum TextFileError: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case unwritable(String)
    case tooLong
    case notText

    var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .unwritable(let reason): "cannot be written: \(reason)"
        case .tooLong: "is longer than \(TextFile.bytesMaximum) bytes"
        case .notText: "is not UTF-8 text"
        }
    }
}
