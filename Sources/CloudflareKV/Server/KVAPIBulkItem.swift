import JSON
import KeyValueStore

/// One `{key, value, expiration?, expiration_ttl?, metadata?, base64?}` of a bulk put.
///
/// Unknown members are ignored, and an optional member that is `null` counts as absent.
struct KVAPIBulkItem {
    let object: JSONObject
    /// The item's place in the list, such as `[3]`.
    let place: String
    let operation: KVAPIOperation
    /// The wall clock, in milliseconds since 1970.
    let nowMilliseconds: Int64

    /// What to write.
    func write() throws(KVAPIFailure) -> KVWrite {
        let name = try text("key")
        let value = try value()
        let expiration = try expiration()
        do throws(KVError) {
            let write = KVWrite(
                key: try KVKey(name),
                value: value,
                metadata: member("metadata")?.bytes,
                expiration: expiration
            )
            try write.validateSizes()
            return write
        } catch {
            throw KVAPIFailure(error, operation, place: "\(place): ")
        }
    }

    private func member(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    private func text(_ name: String) throws(KVAPIFailure) -> String {
        guard let value = object[name] else { throw .malformedBody(operation, "\(place).\(name) is missing") }
        guard let text = value.stringValue else { throw wrongType(name, value, expected: "a string") }
        return text
    }

    private func value() throws(KVAPIFailure) -> [UInt8] {
        let value = try text("value")
        guard let flag = member("base64") else { return Array(value.utf8) }
        guard let isBase64 = flag.boolValue else { throw wrongType("base64", flag, expected: "a boolean") }
        guard isBase64 else { return Array(value.utf8) }
        guard let bytes = Base64.decode(Array(value.utf8)) else {
            throw .malformedBody(operation, "\(place).value is not valid base64")
        }
        return bytes
    }
}

extension KVAPIBulkItem {
    /// The time to live decides when both are given; the other is then not looked at.
    private func expiration() throws(KVAPIFailure) -> Int64? {
        let name = member("expiration_ttl") == nil ? "expiration" : "expiration_ttl"
        guard let value = member(name) else { return nil }
        guard case .number(let number) = value else { throw wrongType(name, value, expected: "a number") }
        return try KVAPIExpiration(
            operation: operation,
            place: "\(place): ",
            nowMilliseconds: nowMilliseconds
        )
        .resolve(name, number: number.int64, text: number.text)
    }

    private func wrongType(_ name: String, _ value: JSONValue, expected: String) -> KVAPIFailure {
        .malformedBody(operation, "\(place).\(name) must be \(expected), not \(value.kind)")
    }
}
