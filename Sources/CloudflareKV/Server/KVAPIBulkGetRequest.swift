import JSON
import KeyValueStore

/// The body of a bulk read: `{keys, type?, withMetadata?}`.
struct KVAPIBulkGetRequest: Hashable, Sendable {
    /// How values are given.
    enum Format: String, Hashable, Sendable {
        /// As a JSON string.
        case text
        /// As the JSON that they are.
        case json
    }

    /// 1 to 100 keys in the order asked, each once.
    var keys: [KVKey]
    var format = Format.text
    var withMetadata = false

    /// Reads a body.
    init(_ body: [UInt8]) throws(KVAPIFailure) {
        let object = try Self.object(body)
        keys = try Self.keys(object["keys"])
        if let type = object["type"], !type.isNull {
            let word = type.stringValue ?? type.kind
            guard let format = Format(rawValue: word), type.stringValue != nil else {
                throw .invalid(
                    .getBulk,
                    "\"\(KVAPIQuery.quotable(word))\" is not a valid type. Use \"json\" or \"text\""
                )
            }
            self.format = format
        }
        if let flag = object["withMetadata"], !flag.isNull {
            guard let withMetadata = flag.boolValue else {
                throw .malformedBody(.getBulk, "withMetadata must be a boolean, not \(flag.kind)")
            }
            self.withMetadata = withMetadata
        }
    }

    private static func object(_ body: [UInt8]) throws(KVAPIFailure) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONParser.parse(body)
        } catch {
            throw .malformedBody(.getBulk, error.description)
        }
        guard let object = value.objectValue else {
            throw .malformedBody(.getBulk, "expected a JSON object, not \(value.kind)")
        }
        return object
    }

    private static func keys(_ value: JSONValue?) throws(KVAPIFailure) -> [KVKey] {
        guard let names = value?.arrayValue else {
            throw .malformedBody(.getBulk, "keys must be an array, not \(value?.kind ?? "missing")")
        }
        guard !names.isEmpty else {
            throw KVAPIFailure(
                .bulkReadKeyCount,
                KVAPIOperation.getBulk.message("You must request a minimum of 1 key")
            )
        }
        guard names.count <= KVLimits.bulkReadKeysMaximum else {
            throw KVAPIFailure(
                .bulkReadKeyCount,
                KVAPIOperation.getBulk.message(KVAPICode.bulkReadKeyCount.message)
            )
        }
        var keys: [KVKey] = []
        var seen: Set<KVKey> = []
        for (position, name) in names.enumerated() {
            let key = try KVAPIBulkBody.key(name, place: "keys[\(position)]", .getBulk)
            if seen.insert(key).inserted { keys.append(key) }
        }
        return keys
    }
}
