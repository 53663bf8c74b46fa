import CSQLite
import KeyValueStore

/// What SQLite said when a call failed; never leaves this module.
struct SQLiteFailure: Error, Sendable {
    /// The extended result code.
    let code: Int32
    /// SQLite's message, which names tables and columns but holds no stored value.
    let message: String

    /// The class of the failure, without the details.
    var primaryCode: Int32 { code & 0xFF }

    /// A failure that this module found itself.
    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// Takes the failure of the latest call on a connection; must be read before another call on it.
    init(code: Int32, database: OpaquePointer?) {
        self.code = code
        message =
            database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
    }

    /// What the failure means to a caller of the store when nothing was applied.
    var storeError: KVError {
        switch primaryCode {
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .corrupt(reason: text)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .rejected(reason: text)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .unavailable(reason: text, retryAfter: .seconds(1))
        default: .unavailable(reason: text, retryAfter: nil)
        }
    }

    /// What a failed COMMIT means.
    ///
    /// A failed write or flush of the log may leave a whole commit record behind, which a later recovery would take
    /// for committed. Every other failure comes before that record is written.
    var commitError: KVError {
        primaryCode == SQLITE_IOERR ? .outcomeUnknown(reason: text) : storeError
    }

    /// The message and the code, for logs and operators.
    var text: String { "\(message) (SQLite code \(code))" }
}
