import CSQLite

/// A write-ahead log whose writes are gathered into few calls of the kernel, and whose reader may pause between pages.
///
/// SQLite writes a frame of its log in two pieces, the header and the page behind it (sqlite.org/walformat.html,
/// section 2), and a transaction's frames one behind the other: twice as many calls as pages. Here they wait in a buffer
/// until the transaction's last frame, the only one whose header tells a size of the database, is whole. Nobody else looks
/// at a frame before that: what others may read is told to them after the last frame was written. So when a commit's last
/// write returns everything is with the system, whether a sync follows or not.
///
/// Only what is appended is gathered, from the header of a frame on: a log that begins anew, and what is written over, goes
/// straight through. Gathering is for connections that write their pages when they commit and not before (`cache_spill`): of a
/// transaction that is undone nothing may wait here, since others may write at its place before this is asked again.
struct LogFile {
    /// How many bytes the header of a frame has.
    private static let frameHeaderBytes = 24

    /// What SQLite is given a pointer to; it stands first for that reason.
    private var base = sqlite3_file()
    /// The real file, whose memory lies behind this.
    private let inner: UnsafeMutablePointer<sqlite3_file>
    private let buffer: UnsafeMutableRawBufferPointer
    /// Where in the file the first gathered byte belongs.
    private var start: Int64 = 0
    private var count = 0
    /// Where the last write ended; negative before the first.
    private var lastEnd: Int64 = -1
    private var run = Run.none
    /// What the connection does between pages; it holds the object for as long as the file is open.
    private var pauses: Unmanaged<LogPauses>?

    /// Frames that are being gathered.
    private enum Run {
        case none
        case going
        /// The header of the transaction's last frame has come; its page is next.
        case ending
    }

    /// Takes a file that is open, and owns it from now on.
    init(_ inner: UnsafeMutablePointer<sqlite3_file>) {
        self.inner = inner
        buffer = .allocate(byteCount: SQLiteStoreLimits.gatheredLogBytesMaximum, alignment: 16)
        base.pMethods = Self.methods
    }

    /// Whether a file that SQLite has open is one of these.
    static func isOne(_ file: UnsafeMutablePointer<sqlite3_file>) -> Bool {
        file.pointee.pMethods == methods
    }

    /// Has somebody told of each page that is read from a log that SQLite has open; nothing where the file is not one of these.
    static func tell(_ pauses: LogPauses, ofReadsFrom file: UnsafeMutablePointer<sqlite3_file>) {
        if isOne(file) { of(file).pointee.pauses = .passUnretained(pauses) }
    }

    // MARK: What SQLite calls

    /// The functions that SQLite calls; made once and never freed.
    nonisolated(unsafe) private static let methods = makeMethods()  // Reason: never changed.

    private static func makeMethods() -> UnsafePointer<sqlite3_io_methods> {
        var methods = sqlite3_io_methods()
        methods.iVersion = 1
        methods.xClose = { LogFile.of($0).pointee.close() }
        methods.xRead = { LogFile.of($0).pointee.read($1, $2, $3) }
        methods.xWrite = { file, bytes, count, offset in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: Int(count))
            return LogFile.of(file).pointee.write(bytes, at: offset)
        }
        methods.xTruncate = { file, size in
            LogFile.of(file).pointee.flushed { $0.pointee.pMethods.pointee.xTruncate($0, size) }
        }
        methods.xSync = { file, flags in
            LogFile.of(file).pointee.flushed { $0.pointee.pMethods.pointee.xSync($0, flags) }
        }
        methods.xFileSize = { file, size in
            LogFile.of(file).pointee.flushed { $0.pointee.pMethods.pointee.xFileSize($0, size) }
        }
        methods.xLock = { file, level in
            LogFile.of(file).pointee.flushed { $0.pointee.pMethods.pointee.xLock($0, level) }
        }
        methods.xUnlock = { file, level in
            LogFile.of(file).pointee.flushed { $0.pointee.pMethods.pointee.xUnlock($0, level) }
        }
        methods.xCheckReservedLock = { file, result in
            LogFile.of(file).pointee.flushed {
                $0.pointee.pMethods.pointee.xCheckReservedLock($0, result)
            }
        }
        methods.xFileControl = { file, operation, argument in
            LogFile.of(file).pointee.flushed {
                $0.pointee.pMethods.pointee.xFileControl($0, operation, argument)
            }
        }
        methods.xSectorSize = { file in
            let inner = LogFile.of(file).pointee.inner
            return inner.pointee.pMethods.pointee.xSectorSize(inner)
        }
        methods.xDeviceCharacteristics = { file in
            let inner = LogFile.of(file).pointee.inner
            return inner.pointee.pMethods.pointee.xDeviceCharacteristics(inner)
        }
        let memory = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        memory.initialize(to: methods)
        return UnsafePointer(memory)
    }

    private static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<LogFile> {
        // SQLite only hands back what it was given.
        UnsafeMutableRawPointer(file.unsafelyUnwrapped).assumingMemoryBound(to: LogFile.self)
    }

    // MARK: Writing

    /// Takes bytes for a place in the file.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        let isHeader = bytes.count == Self.frameHeaderBytes
        guard offset == lastEnd, bytes.count <= buffer.count, isHeader || run != .none else {
            return writeThrough(bytes, at: offset)
        }
        if count + bytes.count > buffer.count {
            let code = put()
            // The commit fails with it, and the next one begins anew, wherever the log ends by then.
            if code != SQLITE_OK {
                run = .none
                return code
            }
        }
        if count == 0 { start = offset }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
        lastEnd += Int64(bytes.count)
        if run == .ending { return flush() }
        if isHeader { run = Self.isLast(header: bytes) ? .ending : .going }
        return SQLITE_OK
    }

    private mutating func writeThrough(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        let code = flush()
        if code != SQLITE_OK { return code }
        lastEnd = offset + Int64(bytes.count)
        return put(bytes, at: offset)
    }

    /// Hands what was gathered to the system, and gathers nothing until a further frame begins.
    private mutating func flush() -> Int32 {
        run = .none
        return put()
    }

    private mutating func put() -> Int32 {
        if count == 0 { return SQLITE_OK }
        let gathered = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        count = 0
        return put(gathered, at: start)
    }

    private func put(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        inner.pointee.pMethods.pointee.xWrite(inner, bytes.baseAddress, Int32(bytes.count), offset)
    }

    /// Whether the header of a frame ends a transaction: its second number is then the size of the database.
    private static func isLast(header: UnsafeRawBufferPointer) -> Bool {
        header.loadUnaligned(fromByteOffset: 4, as: UInt32.self) != 0
    }

    // MARK: Everything else

    /// Does something with the real file once it has everything.
    private mutating func flushed(_ body: (UnsafeMutablePointer<sqlite3_file>) -> Int32) -> Int32 {
        let code = flush()
        return code == SQLITE_OK ? body(inner) : code
    }

    private mutating func read(_ bytes: UnsafeMutableRawPointer?, _ count: Int32, _ offset: Int64) -> Int32 {
        pauses?.takeUnretainedValue().pageIsRead()
        return flushed { $0.pointee.pMethods.pointee.xRead($0, bytes, count, offset) }
    }

    private mutating func close() -> Int32 {
        // What is left belongs to no transaction that was committed, and its place may be another's by now.
        buffer.deallocate()
        return inner.pointee.pMethods.pointee.xClose(inner)
    }
}
