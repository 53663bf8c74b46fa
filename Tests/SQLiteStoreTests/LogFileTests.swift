import CSQLite
import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

/// The log's file, asked as SQLite asks it.
final class LogFileTests {
    private let recorder = RecordingFile()
    private let file = UnsafeMutablePointer<LogFile>.allocate(capacity: 1)
    private var isOpen = true

    init() {
        file.initialize(to: LogFile(recorder.pointer))
    }

    deinit {
        if isOpen { _ = close() }
        file.deallocate()
    }

    private var pointer: UnsafeMutablePointer<sqlite3_file> {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: sqlite3_file.self)
    }

    private var methods: sqlite3_io_methods { pointer.pointee.pMethods.pointee }

    private func close() -> Int32 {
        isOpen = false
        return methods.xClose(pointer)
    }

    private func write(_ bytes: [UInt8], at offset: Int) -> Int32 {
        methods.xWrite(pointer, bytes, Int32(bytes.count), Int64(offset))
    }

    private func header(endsTransaction: Bool) -> [UInt8] {
        var header = [UInt8](repeating: 7, count: 24)
        header.replaceSubrange(4..<8, with: [0, 0, 0, endsTransaction ? 9 : 0])
        return header
    }

    /// Writes a frame as SQLite does, in two pieces; the code of the second.
    private func writeFrame(at offset: Int, page: UInt8, endsTransaction: Bool = false, pageBytes: Int = 512)
        -> Int32
    {
        let code = write(header(endsTransaction: endsTransaction), at: offset)
        if code != SQLITE_OK { return code }
        return write([UInt8](repeating: page, count: pageBytes), at: offset + 24)
    }

    /// Writes the log's own header, after which frames are appended.
    private func begin() {
        #expect(write([UInt8](repeating: 1, count: 32), at: 0) == SQLITE_OK)
        #expect(recorder.calls == [.write(offset: 0, count: 32)])
        recorder.calls = []
    }

    /// Has the system refuse a transaction of two frames.
    private func failATransaction() {
        begin()
        recorder.writeCode = SQLITE_FULL
        #expect(writeFrame(at: 32, page: 1) == SQLITE_OK)
        #expect(writeFrame(at: 568, page: 2, endsTransaction: true) == SQLITE_FULL)
        recorder.writeCode = SQLITE_OK
    }

    @Test func theFramesOfATransactionAreOneWriteBeforeItsLastReturns() {
        begin()
        #expect(writeFrame(at: 32, page: 1) == SQLITE_OK)
        #expect(writeFrame(at: 568, page: 2) == SQLITE_OK)
        #expect(recorder.calls == [])
        #expect(writeFrame(at: 1104, page: 3, endsTransaction: true) == SQLITE_OK)
        #expect(recorder.calls == [.write(offset: 32, count: 3 * 536)])
        #expect(recorder.content.suffix(512) == ArraySlice([UInt8](repeating: 3, count: 512)))
        #expect(writeFrame(at: 1640, page: 4, endsTransaction: true) == SQLITE_OK)
        #expect(recorder.calls.last == .write(offset: 1640, count: 536))
    }

    @Test func aTransactionOfOneFrameAtTheLogsBeginningIsWritten() {
        // Nothing was written before it, so its header goes straight through; its page must not stay behind.
        #expect(writeFrame(at: 32, page: 1, endsTransaction: true) == SQLITE_OK)
        #expect(recorder.content.count == 32 + 24 + 512)
    }

    @Test func whatIsWrittenOverGoesStraightThroughAndInOrder() {
        begin()
        #expect(writeFrame(at: 32, page: 1) == SQLITE_OK)
        #expect(writeFrame(at: 568, page: 2) == SQLITE_OK)
        #expect(write([UInt8](repeating: 5, count: 512), at: 56) == SQLITE_OK)
        #expect(recorder.calls == [.write(offset: 32, count: 1072), .write(offset: 56, count: 512)])
        #expect(recorder.content[56..<568].allSatisfy { $0 == 5 })
    }

    @Test func longTransactionsAreWrittenInPiecesOfBoundedLength() {
        begin()
        let limit = SQLiteStoreLimits.gatheredLogBytesMaximum
        var expected = Array(recorder.content)
        for number in 0..<100 {
            let offset = 32 + number * 4120
            let isLast = number == 99
            #expect(
                writeFrame(at: offset, page: UInt8(number), endsTransaction: isLast, pageBytes: 4096)
                    == SQLITE_OK
            )
            expected += header(endsTransaction: isLast) + [UInt8](repeating: UInt8(number), count: 4096)
        }
        #expect(recorder.content == expected)
        #expect(recorder.calls.count == 100 * 4120 / limit + 1)
        for case .write(_, let count) in recorder.calls { #expect(count <= limit) }
    }

    @Test func aPieceLongerThanTheBufferIsWritten() {
        begin()
        let bytes = [UInt8](repeating: 9, count: SQLiteStoreLimits.gatheredLogBytesMaximum + 1)
        #expect(write(bytes, at: 32) == SQLITE_OK)
        #expect(recorder.content.count == 32 + bytes.count)
    }

    @Test(arguments: ["read", "truncate", "sync", "size", "lock", "unlock", "check", "control"])
    func everyOtherCallComesAfterWhatWasGathered(call: String) {
        begin()
        #expect(writeFrame(at: 32, page: 1) == SQLITE_OK)
        var result: Int32 = 0
        var size: Int64 = 0
        var bytes = [UInt8](repeating: 0, count: 512)
        let code =
            switch call {
            case "read": methods.xRead(pointer, &bytes, 512, 56)
            case "truncate": methods.xTruncate(pointer, 10_000)
            case "sync": methods.xSync(pointer, SQLITE_SYNC_NORMAL)
            case "size": methods.xFileSize(pointer, &size)
            case "lock": methods.xLock(pointer, SQLITE_LOCK_SHARED)
            case "unlock": methods.xUnlock(pointer, SQLITE_LOCK_NONE)
            case "check": methods.xCheckReservedLock(pointer, &result)
            default: methods.xFileControl(pointer, SQLITE_FCNTL_SIZE_HINT, nil)
            }
        #expect(code == SQLITE_OK)
        #expect(recorder.calls == [.write(offset: 32, count: 536), .other(call)])
        if call == "read" { #expect(bytes.allSatisfy { $0 == 1 }) }
        if call == "size" { #expect(size == 568) }
    }

    @Test func closingWritesNothingOfATransactionThatDidNotEnd() {
        begin()
        #expect(writeFrame(at: 32, page: 1) == SQLITE_OK)
        #expect(close() == SQLITE_OK)
        #expect(recorder.calls == [.other("close")])
    }

    @Test(arguments: [1, 10, 23, 25, 512])
    func piecesBehindATransactionAreWrittenAtOnce(count: Int) {
        begin()
        #expect(writeFrame(at: 32, page: 1, endsTransaction: true) == SQLITE_OK)
        // As SQLite fills up a sector: a frame that is cut, a sync, and the rest of it.
        #expect(write([UInt8](repeating: 2, count: count), at: 568) == SQLITE_OK)
        #expect(recorder.content.count == 568 + count)
        #expect(methods.xSync(pointer, SQLITE_SYNC_NORMAL) == SQLITE_OK)
        #expect(write([UInt8](repeating: 3, count: count), at: 568 + count) == SQLITE_OK)
        #expect(recorder.content.count == 568 + 2 * count)
    }

    @Test func afterARefusalOthersMayHaveWrittenOn() {
        failATransaction()
        // Another process has committed up to there.
        #expect(writeFrame(at: 5392, page: 3) == SQLITE_OK)
        #expect(writeFrame(at: 5928, page: 4, endsTransaction: true) == SQLITE_OK)
        #expect(recorder.content.count == 6464)
    }

    @Test func whatTheSystemRefusesFailsTheTransactionAndIsForgotten() {
        failATransaction()
        recorder.calls = []
        #expect(methods.xSync(pointer, SQLITE_SYNC_NORMAL) == SQLITE_OK)
        #expect(recorder.calls == [.other("sync")])
        #expect(writeFrame(at: 32, page: 3, endsTransaction: true) == SQLITE_OK)
        #expect(recorder.content.count == 568)
        #expect(recorder.content.suffix(512).allSatisfy { $0 == 3 })
    }

    @Test(arguments: 0..<50)
    func anyOrderOfCallsEndsAsTheFileThatPlainWritesMake(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var model: [UInt8] = []
        var end = 0
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<7:
                let isLast = Int.random(in: 0..<4, using: &random) == 0
                let page = UInt8.random(in: 0...255, using: &random)
                #expect(writeFrame(at: end, page: page, endsTransaction: isLast) == SQLITE_OK)
                put(
                    header(endsTransaction: isLast) + [UInt8](repeating: page, count: 512),
                    at: end,
                    into: &model
                )
                end += 536
                if isLast { #expect(recorder.content == model) }
            case 7:
                // The log begins anew, or a transaction was undone.
                end = Int.random(in: 0...(end / 536), using: &random) * 536
            case 8:
                let offset = Int.random(in: 0...end, using: &random)
                let bytes = [UInt8](repeating: 0xEE, count: Int.random(in: 1...600, using: &random))
                #expect(write(bytes, at: offset) == SQLITE_OK)
                put(bytes, at: offset, into: &model)
            default:
                var bytes = [UInt8](repeating: 0, count: 100)
                let offset = Int.random(in: 0...(model.count), using: &random)
                #expect(methods.xRead(pointer, &bytes, 100, Int64(offset)) == SQLITE_OK)
                let expected = model.dropFirst(offset).prefix(100)
                #expect(bytes.prefix(expected.count) == ArraySlice(expected))
            }
        }
        #expect(methods.xSync(pointer, SQLITE_SYNC_NORMAL) == SQLITE_OK)
        #expect(recorder.content == model)
    }

    private func put(_ bytes: [UInt8], at offset: Int, into model: inout [UInt8]) {
        let end = offset + bytes.count
        if model.count < end { model += Array(repeating: 0, count: end - model.count) }
        model.replaceSubrange(offset..<end, with: bytes)
    }
}
