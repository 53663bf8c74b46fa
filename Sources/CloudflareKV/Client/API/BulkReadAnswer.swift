import JSON
import KeyValueStore

/// Reads the `values` of a bulk read's answer.
enum BulkReadAnswer {
    /// What the answer says about each key that was asked for.
    ///
    /// A bulk read carries values as JSON strings. Whether the API replaces what is not UTF-8 or leaves the key out is
    /// nowhere stated, so a value with a replacement character in it, and a key without a value, count as `notText`: it
    /// is never taken for absent and never handed on altered.
    static func items(_ values: JSONObject, asked keys: [KVKey]) -> [KVKey: BulkReadItem] {
        var items: [KVKey: BulkReadItem] = [:]
        items.reserveCapacity(keys.count)
        for member in values.members {
            items[KVKey(unchecked: Array(member.name.value.utf8))] = item(member.value)
        }
        for key in keys where items[key] == nil { items[key] = .notText }
        return items
    }

    private static func item(_ value: JSONValue) -> BulkReadItem {
        if value.isNull { return .absent }
        guard let object = value.objectValue, let text = object["value"]?.stringValue else { return .notText }
        let bytes = Array(text.utf8)
        if containsReplacementCharacter(bytes) { return .notText }
        let metadata = object["metadata"].flatMap { $0.isNull ? nil : $0.bytes }
        return .text(
            StoredValue(value: bytes, metadata: metadata, expiration: object["expiration"]?.int64Value)
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
