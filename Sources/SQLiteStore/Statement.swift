import CSQLite

/// One prepared statement of one connection; not for more than one thread at a time.
///
/// A use is: bind, step until false, `reset`. Pointers to columns never leave a method.
final class Statement {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    /// Prepares a statement that will be used many times.
    init(_ sql: String, database: OpaquePointer) throws(SQLiteFailure) {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw SQLiteFailure(code: code, database: database) }
        handle = prepared
        self.database = database
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Binds a number; nil stores NULL.
    func bind(_ value: Int64?, at index: Int32) {
        let code =
            if let value { sqlite3_bind_int64(handle, index, value) } else {
                sqlite3_bind_null(handle, index)
            }
        check(code)
    }

    /// Binds text.
    func bind(_ text: String, at index: Int32) {
        var text = text
        let code = text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text_copy(handle, index, characters.baseAddress, UInt64(characters.count))
            }
        }
        check(code)
    }

    /// Binds a copy of short bytes; nil stores NULL.
    func bind(_ bytes: [UInt8]?, at index: Int32) {
        guard let bytes else {
            check(sqlite3_bind_null(handle, index))
            return
        }
        let code = bytes.withUnsafeBytes { buffer in
            // A blob of length zero must not be bound through a null pointer, which stores NULL.
            buffer.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob_copy(handle, index, buffer.baseAddress, UInt64(buffer.count))
        }
        check(code)
    }

    /// Binds bytes without a copy, and gives what `body` reads from the first row; nil where there is none.
    func firstRow<Output>(
        withBytes bytes: [UInt8],
        at index: Int32,
        _ body: (Statement) -> Output
    ) throws(SQLiteFailure) -> Output? {
        try bytes.withUnsafeBufferPointer { buffer throws(SQLiteFailure) in
            bindWithoutCopy(UnsafeRawBufferPointer(buffer), at: index)
            defer { resetAndUnbind() }
            return try step() ? body(self) : nil
        }
    }

    /// Binds bytes without a copy and runs the statement to its end inside the pointer's life.
    func run(withBytes bytes: [UInt8], at index: Int32) throws(SQLiteFailure) {
        try bytes.withUnsafeBufferPointer { buffer throws(SQLiteFailure) in
            bindWithoutCopy(UnsafeRawBufferPointer(buffer), at: index)
            defer { resetAndUnbind() }
            while try step() {}
        }
    }

    /// Binds bytes that the caller keeps where they are for as long as the statement runs.
    func bindWithoutCopy(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
        // A blob of length zero must not be bound through a null pointer, which stores NULL.
        let code =
            bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, index, 0)
            : sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
        check(code)
    }

    private func resetAndUnbind() {
        reset()
        // Bindings outlive a reset: without this, one to freed memory would stay behind.
        sqlite3_clear_bindings(handle)
    }

    /// Runs the statement to its end and makes it ready for the next use.
    func run() throws(SQLiteFailure) {
        defer { reset() }
        while try step() {}
    }

    /// Goes to the next row; false when there is none.
    func step() throws(SQLiteFailure) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLiteFailure(code: code, database: database)
        }
    }

    /// Ends the use of the rows, so that the statement no longer holds the snapshot, and makes it ready again.
    func reset() {
        // It repeats the code of the failed step, which has been thrown already.
        sqlite3_reset(handle)
    }

    /// A column of the row; 0 for NULL.
    func integer(at column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// A column of the row; nil for NULL.
    func optionalInteger(at column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// A copy of a column of the row; empty for NULL.
    func bytes(at column: Int32) -> [UInt8] {
        // The pointer first, then the length: the order that the manual asks for.
        guard let pointer = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return [UInt8](UnsafeRawBufferPointer(start: pointer, count: count))
    }

    /// A copy of a column of the row; nil for NULL, which differs from no bytes.
    func optionalBytes(at column: Int32) -> [UInt8]? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : bytes(at: column)
    }

    /// The length of a column's bytes, without copying them.
    func byteCount(at column: Int32) -> Int {
        Int(sqlite3_column_bytes(handle, column))
    }

    /// A column of the row as text.
    func text(at column: Int32) -> String {
        String(decoding: bytes(at: column), as: UTF8.self)
    }

    private func check(_ code: Int32) {
        // Binding fails only for a wrong index, a statement in use, too many bytes, or no memory.
        precondition(code == SQLITE_OK, "SQLite refused to bind: \(code)")
    }
}
