import JSON

/// What the API returns for one key, before it becomes an entry.
struct StoredValue: Hashable, Sendable {
    var value: [UInt8]
    /// Compact JSON text; nil for none.
    var metadata: [UInt8]?
    /// Whole seconds since 1970; nil for never.
    var expiration: Int64?
}

/// The part of a bulk read's answer that concerns one key.
enum BulkReadItem: Hashable, Sendable {
    case absent
    case text(StoredValue)
    /// The API could not put the value into JSON as it is; it must be read on its own.
    case notText
}

extension JSONPiece {
    /// Metadata as compact JSON text; nil for none, and for what no JSON reader takes.
    ///
    /// Somebody else stored it. An entry without its metadata is of more use than no entry.
    var metadata: [UInt8]? {
        guard let value, !value.isNull else { return nil }
        return value.bytes
    }
}
