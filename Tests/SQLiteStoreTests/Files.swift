#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system said when a file could not be read or written.
struct FileFailure: Error {
    let code = errno
}

/// Makes a file of the given bytes, or replaces it.
func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    guard let file = fopen(path, "wb") else { throw FileFailure() }
    defer { fclose(file) }
    if fwrite(bytes, 1, bytes.count, file) != bytes.count { throw FileFailure() }
}

/// Overwrites a part of a file.
func overwriteFile(_ path: String, at offset: Int, with bytes: [UInt8]) throws {
    guard let file = fopen(path, "r+b") else { throw FileFailure() }
    defer { fclose(file) }
    fseek(file, offset, SEEK_SET)
    if fwrite(bytes, 1, bytes.count, file) != bytes.count { throw FileFailure() }
}

/// The bytes of a file.
func readFile(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw FileFailure() }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

/// The length of a file, without opening it.
func fileBytes(_ path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure() }
    return Int(status.st_size)
}
