#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Small text files that people write: how to find and read them.
enum ConfigurationFile {
    /// The longest file that is read, in bytes; configuration is far shorter.
    static let bytesMaximum = 1024 * 1024

    /// The bytes of a file, which are UTF-8 without NUL; a byte order mark at the start is left out.
    static func read(_ path: String) throws(ConfigurationFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { readSome(descriptor, $0) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw .unreadable(reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes += chunk[..<count]
            if bytes.count > bytesMaximum { throw .tooLarge }
        }
        // The TOML parser takes a C string, so a NUL would hide what follows it.
        if bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil { throw .notText }
        return Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...])
    }

    /// Whether there is a regular file.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The folder and all folders above it, nearest first, as absolute paths; none where the folder does not exist.
    static func foldersUpward(from folder: String) -> [String] {
        guard let resolved = realpath(folder, nil) else { return [] }
        defer { free(resolved) }
        var path = String(cString: resolved)
        var folders: [String] = []
        while path != "/" {
            folders.append(path)
            guard let slash = path.lastIndex(of: "/") else { break }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return folders + ["/"]
    }

    /// The path of a file in a folder.
    static func path(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
        Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}

/// Why a file cannot be used.
package enum ConfigurationFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(reason: String)
    case tooLarge
    case notText

    /// A clause that follows the name of the file.
    package var description: String {
        switch self {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .tooLarge: "is longer than \(ConfigurationFile.bytesMaximum) bytes"
        case .notText: "is not UTF-8 text"
        }
    }
}
