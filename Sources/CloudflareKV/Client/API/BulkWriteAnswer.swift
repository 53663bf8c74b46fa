import JSON
import KeyValueStore

/// Reads the result of a bulk write or delete.
enum BulkWriteAnswer {
    /// The keys that the API could not write; nil where the answer does not account for every key that was sent.
    ///
    /// A write is acknowledged on the word of this answer, so an answer that does not add up is no acknowledgement. No
    /// result at all is one: the API's schema allows it.
    static func unsuccessfulKeys(_ result: JSONPiece?, sent keys: [KVKey]) -> [KVKey]? {
        guard let result else { return [] }
        guard let members = result.members else { return nil }
        var failed: [KVKey] = []
        if let list = members.member("unsuccessful_keys"), !list.isNull {
            guard let elements = list.elements else { return nil }
            let known = Set(keys)
            for element in elements {
                guard let name = element.stringValue else { return nil }
                let key = KVKey(unchecked: Array(name.utf8))
                guard known.contains(key) else { return nil }
                failed.append(key)
            }
        }
        if let count = members.member("successful_key_count"), !count.isNull {
            guard let count = count.value?.int64Value, count == keys.count - failed.count else { return nil }
        }
        return failed
    }
}
