/// The tables, and the way from each earlier version of them to the current one.
struct Schema {
    /// Marks a file as ours (`PRAGMA application_id`): "UsKV" in ASCII.
    static let applicationID: Int64 = 0x5573_4B56

    /// What brings a database from version n to version n + 1, beginning with an empty file.
    let migrations: [String]

    /// The version that the migrations lead to (`PRAGMA user_version`).
    var version: Int { migrations.count }

    /// The schema of this program.
    ///
    /// Entries are rows of an ordinary table beside an index of the keys, not of a table without rowids: there a row
    /// lies in the tree that is searched, so that a value of more than about 1,000 bytes would have to be read whole
    /// for each comparison with its key, and a page would hold few keys. Measured with a million users of 150 to 1,000
    /// bytes, a third of the loading time and three quarters of the size.
    ///
    /// Values stand last, so that reading the other columns does not walk through a long value's pages. Identifiers of
    /// namespaces are never used again, because the entries of a deleted one go in the background.
    static let current = Schema(migrations: [
        """
        CREATE TABLE counter (
            singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
            version INTEGER NOT NULL
        );
        INSERT INTO counter VALUES (1, 0);
        CREATE TABLE namespaces (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            identifier TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL UNIQUE
        );
        CREATE TABLE deleted_namespaces (
            id INTEGER PRIMARY KEY
        );
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            namespace INTEGER NOT NULL,
            key BLOB NOT NULL,
            version INTEGER NOT NULL,
            expiration INTEGER,
            metadata BLOB,
            value BLOB NOT NULL
        );
        CREATE UNIQUE INDEX entries_by_key ON entries (namespace, key);
        CREATE INDEX entries_by_expiration ON entries (expiration) WHERE expiration IS NOT NULL;
        """
    ])
}
