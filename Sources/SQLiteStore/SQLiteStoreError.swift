/// Why a database file was not opened.
package enum SQLiteStoreError: Error, Hashable, Sendable {
    /// The folder of the file does not exist and could not be made.
    case folderNotCreated(path: String, reason: String)
    /// The file could not be opened or made: it is a folder, or the permission is missing.
    case cannotOpen(path: String, reason: String)
    /// The file can be read but not written.
    case readOnly(path: String)
    /// The file holds something else than a SQLite database.
    case notADatabase(path: String)
    /// The file is a SQLite database of another application.
    case foreignDatabase(path: String)
    /// The file was written by a later version of this program.
    case newerSchema(path: String, found: Int, supported: Int)
    /// The file could not be brought to this version's schema; it is as it was.
    case upgradeFailed(path: String, reason: String)
    /// The system gave no thread.
    case threadNotStarted(reason: String)
}

extension SQLiteStoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folderNotCreated(let path, let reason): "The folder \(path) could not be made: \(reason)."
        case .cannotOpen(let path, let reason): "The database \(path) could not be opened: \(reason)."
        case .readOnly(let path): "The database \(path) is not writable."
        case .notADatabase(let path): "The file \(path) is not a SQLite database."
        case .foreignDatabase(let path): "The SQLite database \(path) belongs to another application."
        case .newerSchema(let path, let found, let supported):
            "The database \(path) has schema \(found), and this version knows schemas up to \(supported): "
                + "it was written by a later version."
        case .upgradeFailed(let path, let reason):
            "The database \(path) could not be brought to the current schema and is unchanged: \(reason)."
        case .threadNotStarted(let reason): "A thread for the database could not be started: \(reason)."
        }
    }
}
