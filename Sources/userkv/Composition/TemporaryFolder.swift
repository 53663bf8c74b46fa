#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of this process's own that goes away with its files.
struct TemporaryFolder {
    let path: String

    init(environment: [String: String] = Environment.variables()) throws(ConfigurationError) {
        let named = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        let base = named ?? "/tmp"
        var template = Array("\(base)/userkv-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            let reason = "no folder can be made there: \(String(cString: strerror(errno)))"
            throw ConfigurationError(subject: named == nil ? base : "TMPDIR \(base)", reason: reason)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the folder and the files in it; there are no folders in it.
    func remove() {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { unlink("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
