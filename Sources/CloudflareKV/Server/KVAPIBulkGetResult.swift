import JSON
import KeyValueStore

/// Writes the result of a bulk read while entries come in: `{"values":{...}}`.
struct KVAPIBulkGetResult {
    private let format: KVAPIBulkGetRequest.Format
    private let withMetadata: Bool
    private var output = Array(#"{"values":{"#.utf8)
    private var isFirst = true
    private var valueBytes = 0

    init(_ request: KVAPIBulkGetRequest) {
        format = request.format
        withMetadata = request.withMetadata
    }

    /// Adds a key and what the store has under it, nil for nothing.
    mutating func add(_ key: KVKey, _ entry: KVEntry?) throws(KVAPIFailure) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        JSONValue(key.name).append(to: &output)
        output.append(UInt8(ascii: ":"))
        guard let entry else {
            output.append(contentsOf: "null".utf8)
            return
        }
        valueBytes += entry.value.count
        guard valueBytes <= KVAPILimits.bulkGetValueBytesMaximum else {
            throw KVAPIFailure(
                .invalidRequest,
                status: 413,
                KVAPIOperation.getBulk.message("Total size of request exceeds the limit of 25MB")
            )
        }
        guard withMetadata else { return try append(entry.value) }
        output.append(contentsOf: #"{"value":"#.utf8)
        try append(entry.value)
        output.append(contentsOf: #","metadata":"#.utf8)
        output.append(contentsOf: entry.metadata ?? Array("null".utf8))
        if let expiration = entry.expiration {
            output.append(contentsOf: #","expiration":"#.utf8)
            output.append(contentsOf: String(expiration).utf8)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// The whole result as JSON text.
    consuming func finished() -> [UInt8] {
        output.append(contentsOf: "}}".utf8)
        return output
    }

    private mutating func append(_ value: [UInt8]) throws(KVAPIFailure) {
        switch format {
        case .text:
            // What is not UTF-8 becomes U+FFFD, as in Cloudflare's own re-implementation; clients that see one read
            // the key alone.
            JSONValue(String(decoding: value, as: UTF8.self)).append(to: &output)
        case .json:
            let limits = JSONLimits(maximumDepth: JSONLimits.depthCeiling)
            guard (try? JSONParser.parse(value, limits: limits)) != nil else {
                throw .invalid(.getBulk, "At least one of the requested keys corresponds to a non-json value")
            }
            output.append(contentsOf: value)
        }
    }
}
