import JSON
import KeyValueStore

/// One pair of a bulk write, as JSON.
struct BulkWriteItem: Sendable {
    let key: KVKey
    let value: [UInt8]
    let metadata: [UInt8]?
    let expiration: Int64?
    /// Whether the value travels in base64: because it is not text, or because that is shorter than escaping it.
    let isBase64: Bool
    /// The length of the JSON text, or a little more.
    let encodedBytes: Int

    private static let frameBytes = 96

    init(key: KVKey, value: [UInt8], metadata: [UInt8]?, expiration: Int64?) {
        self.key = key
        self.value = value
        self.metadata = metadata
        self.expiration = expiration
        let escaped = Self.escapedCount(value)
        let base64 = Base64.encodedCount(of: value.count)
        isBase64 = escaped > base64 || String(validating: value, as: UTF8.self) == nil
        let valueBytes = isBase64 ? base64 : escaped
        encodedBytes = Self.frameBytes + Self.escapedCount(key.bytes) + valueBytes + (metadata?.count ?? 0)
    }

    func append(to buffer: inout [UInt8]) {
        buffer.append(contentsOf: #"{"key":"#.utf8)
        JSONValue(key.name).append(to: &buffer)
        buffer.append(contentsOf: #","value":"#.utf8)
        if isBase64 {
            buffer.append(UInt8(ascii: "\""))
            Base64.append(value, to: &buffer)
            buffer.append(contentsOf: #"","base64":true"#.utf8)
        } else {
            JSONValue(String(decoding: value, as: UTF8.self)).append(to: &buffer)
        }
        if let metadata {
            buffer.append(contentsOf: #","metadata":"#.utf8)
            buffer.append(contentsOf: metadata)
        }
        if let expiration {
            buffer.append(contentsOf: #","expiration":"#.utf8)
            buffer.append(contentsOf: String(expiration).utf8)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// The body of a bulk write.
    static func body(_ items: [BulkWriteItem]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(items.reduce(2) { $0 + $1.encodedBytes })
        body.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            item.append(to: &body)
        }
        body.append(UInt8(ascii: "]"))
        return body
    }

    /// The length of a JSON string's inside (RFC 8259 section 7).
    private static func escapedCount(_ bytes: [UInt8]) -> Int {
        bytes.reduce(2) { count, byte in
            switch byte {
            case 0x22, 0x5C: count + 2
            case 0..<0x20: count + 6
            default: count + 1
            }
        }
    }
}
