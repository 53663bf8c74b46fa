import JSON
import KeyValueStore

/// Reads the `values` of a bulk read's answer.
enum BulkReadAnswer {
    /// What the answer says about each key that was asked for.
    ///
    /// A bulk read carries values as JSON strings. Whether the API replaces what is not UTF-8 or leaves the key out is
    /// nowhere stated, so a value with a replacement character in it, and a key without a value, count as `notText`: it
    /// is never taken for absent and never handed on altered. Metadata that breaks a rule of JSON is left out.
    static func items(
        _ values: [(name: String, piece: JSONPiece)],
        asked keys: [KVKey]
    ) -> [KVKey: BulkReadItem] {
        var items: [KVKey: BulkReadItem] = [:]
        items.reserveCapacity(keys.count)
        for (name, piece) in values {
            let key = KVKey(unchecked: Array(name.utf8))
            items[key] = items[key] == nil ? item(piece) : .notText
        }
        for key in keys where items[key] == nil { items[key] = .notText }
        return items
    }

    private static func item(_ piece: JSONPiece) -> BulkReadItem {
        if piece.isNull { return .absent }
        guard let members = piece.members, let text = members.member("value")?.stringValue else {
            return .notText
        }
        let bytes = Array(text.utf8)
        if containsReplacementCharacter(bytes) { return .notText }
        let expiration = members.member("expiration")?.value?.int64Value
        return .text(
            StoredValue(value: bytes, metadata: members.member("metadata")?.metadata, expiration: expiration)
        )
    }

    /// Looks for U+FFFD, which is EF BF BD in UTF-8.
    private static func containsReplacementCharacter(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index + 2 < bytes.count {
            if bytes[index] == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD { return true }
            index += 1
        }
        return false
    }
}
