import JSON

/// The frame around every answer of the API but a value's bytes.
struct APIEnvelope {
    var isSuccess: Bool
    /// The code of the first error.
    var code: Int?
    var result: JSONValue?
    /// Where a listing goes on; nil at its end.
    var cursor: String?

    /// Reads an answer; nil where it is not an envelope.
    init?(_ body: [UInt8]) {
        let limits = JSONLimits(maximumBytes: max(body.count, 1))
        guard let document = try? JSONParser.parse(body, limits: limits), let object = document.objectValue,
            let isSuccess = object["success"]?.boolValue
        else { return nil }
        self.isSuccess = isSuccess
        code = object["errors"]?.arrayValue?.first?.objectValue?["code"]?.int64Value.map { Int(clamping: $0) }
        result = object["result"].flatMap { $0.isNull ? nil : $0 }
        let cursor = object["result_info"]?.objectValue?["cursor"]?.stringValue
        self.cursor = cursor.flatMap { $0.isEmpty ? nil : $0 }
    }
}
