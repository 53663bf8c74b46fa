import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of its own for a test, removed at the end together with what the test wrote there.
final class TemporaryFolder {
    let path: String
    private var written: [String] = []

    init() throws {
        var template = Array("/tmp/userkv-wrangler-XXXXXX".utf8CString)
        let folder = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(folder)
    }

    deinit {
        for path in written.reversed() { remove(path) }
        rmdir(path)
    }

    /// Writes a file, together with the folders above it, and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// Writes a file of bytes that need not be text.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o700)
            written.append(folder)
        }
        let file = try #require(fopen("\(path)/\(name)", "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        written.append("\(path)/\(name)")
        return "\(path)/\(name)"
    }
}
