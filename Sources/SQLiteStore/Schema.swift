/// The tables, and the way from each earlier version of them to the current one.
struct Schema {
    /// Marks a file as ours (`PRAGMA application_id`): "UsKV" in ASCII.
    static let applicationID: Int64 = 0x5573_4B56

    /// What brings a database from version n to version n + 1, beginning with an empty file.
    let migrations: [String]

    /// The version that the migrations lead to (`PRAGMA user_version`).
    var version: Int { migrations.count }

    /// The schema of this program: a tree of pairs in key order, and beside it what is too long to lie in it.
    ///
    /// In a table without rowids a row lies in the tree that is searched: neighbours in key order share pages, which is
    /// what a page of a listing reads, but long rows would leave room for few keys on a page. So a pair of more than
    /// `SQLiteStoreLimits.shortPairBytesMaximum` keeps its metadata and value in `long_pairs`, under its version, which no
    /// other write of the file ever has; it is told by a value that is NULL. Whoever replaces or removes a pair removes that
    /// too: a trigger would have done it for a quarter more work in each update.
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
        """,
        // The table has another name than before, so that an earlier program that still has the file open fails instead of
        // taking long values for empty ones. The index comes before the rows and nothing is sorted on the way: that would need
        // room for temporary files, which a container may not have. Versions are unique, as the program has always made them.
        """
        CREATE TABLE pairs (
            namespace INTEGER NOT NULL,
            key BLOB NOT NULL,
            version INTEGER NOT NULL,
            expiration INTEGER,
            metadata BLOB,
            value BLOB,
            PRIMARY KEY (namespace, key)
        ) WITHOUT ROWID;
        CREATE INDEX pairs_by_expiration ON pairs (expiration) WHERE expiration IS NOT NULL;
        CREATE TABLE long_pairs (
            version INTEGER PRIMARY KEY,
            metadata BLOB,
            value BLOB NOT NULL
        );
        INSERT INTO long_pairs SELECT version, metadata, value FROM entries
            WHERE length(key) + length(value) + ifnull(length(metadata), 0) > 512;
        INSERT INTO pairs
            SELECT namespace, key, version, expiration, iif(is_long, NULL, metadata), iif(is_long, NULL, value)
            FROM (
                SELECT *, length(key) + length(value) + ifnull(length(metadata), 0) > 512 AS is_long FROM entries
            )
            ORDER BY namespace, key;
        DROP TABLE entries;
        """,
    ])
}
