#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of its own for a test, removed with everything in it when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: String

    /// - Parameter parent: the folder that it lies in; by default that of the system.
    init(in parent: TemporaryFolder? = nil) {
        var template = Array("\(parent?.path ?? P_tmpdir)/end-to-end-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else {
                preconditionFailure("no temporary folder: \(String(cString: strerror(errno)))")
            }
            return String(cString: made)
        }
    }

    deinit {
        Self.remove(path)
    }

    /// The path of a file in the folder.
    func file(_ name: String = "database.sqlite") -> String {
        "\(path)/\(name)"
    }

    /// Makes a text file in the folder.
    func write(_ text: String, to name: String) throws {
        guard let stream = fopen(file(name), "w") else {
            throw Program.Failure(description: "cannot write \(name)")
        }
        fputs(text, stream)
        fclose(stream)
    }

    /// The text of a file in the folder.
    func read(_ name: String) throws -> String {
        guard let stream = fopen(file(name), "r") else {
            throw Program.Failure(description: "cannot read \(name)")
        }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The names of what is in the folder.
    var contents: [String] { Self.contents(of: path).sorted() }

    private static func contents(of path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        for name in contents(of: path) { remove("\(path)/\(name)") }
        if unlink(path) != 0 { rmdir(path) }
    }
}
