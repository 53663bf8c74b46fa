import CSQLite

/// A file in memory, as SQLite calls one, that tells what was asked of it.
final class RecordingFile {
    /// What was asked, in order; of a write where and how much.
    enum Call: Equatable {
        case write(offset: Int64, count: Int)
        case other(String)
    }

    var calls: [Call] = []
    var content: [UInt8] = []
    /// What writes answer.
    var writeCode = SQLITE_OK

    /// What SQLite would be given, with a way back to its owner behind it.
    private struct Handle {
        var base = sqlite3_file()
        let owner: Unmanaged<RecordingFile>
    }

    private let handle = UnsafeMutablePointer<Handle>.allocate(capacity: 1)
    private let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)

    var pointer: UnsafeMutablePointer<sqlite3_file> {
        UnsafeMutableRawPointer(handle).assumingMemoryBound(to: sqlite3_file.self)
    }

    init() {
        methods.initialize(to: Self.functions)
        handle.initialize(to: Handle(owner: .passUnretained(self)))
        handle.pointee.base.pMethods = UnsafePointer(methods)
    }

    deinit {
        handle.deallocate()
        methods.deallocate()
    }

    private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> RecordingFile {
        UnsafeMutableRawPointer(file.unsafelyUnwrapped).assumingMemoryBound(to: Handle.self).pointee.owner
            .takeUnretainedValue()
    }

    private func note(_ name: String) -> Int32 {
        calls.append(.other(name))
        return SQLITE_OK
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        calls.append(.write(offset: Int64(offset), count: bytes.count))
        if writeCode != SQLITE_OK { return writeCode }
        let end = offset + bytes.count
        if content.count < end { content += Array(repeating: 0, count: end - content.count) }
        content.replaceSubrange(offset..<end, with: bytes)
        return SQLITE_OK
    }

    private func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
        let found = content.dropFirst(offset).prefix(bytes.count)
        for (index, byte) in found.enumerated() { bytes[index] = byte }
        for index in found.count..<bytes.count { bytes[index] = 0 }
        return note("read")
    }

    private static var functions: sqlite3_io_methods {
        var methods = sqlite3_io_methods()
        methods.iVersion = 1
        methods.xClose = { RecordingFile.of($0).note("close") }
        methods.xRead = { file, bytes, count, offset in
            let bytes = UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
            return RecordingFile.of(file).read(bytes, at: Int(offset))
        }
        methods.xWrite = { file, bytes, count, offset in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: Int(count))
            return RecordingFile.of(file).write(bytes, at: Int(offset))
        }
        methods.xTruncate = { file, size in
            let file = RecordingFile.of(file)
            file.content.removeLast(max(0, file.content.count - Int(size)))
            return file.note("truncate")
        }
        methods.xSync = { file, _ in RecordingFile.of(file).note("sync") }
        methods.xFileSize = { file, size in
            let file = RecordingFile.of(file)
            size?.pointee = Int64(file.content.count)
            return file.note("size")
        }
        methods.xLock = { file, _ in RecordingFile.of(file).note("lock") }
        methods.xUnlock = { file, _ in RecordingFile.of(file).note("unlock") }
        methods.xCheckReservedLock = { file, _ in RecordingFile.of(file).note("check") }
        methods.xFileControl = { file, _, _ in RecordingFile.of(file).note("control") }
        methods.xSectorSize = { _ in 512 }
        methods.xDeviceCharacteristics = { _ in 0 }
        return methods
    }
}
