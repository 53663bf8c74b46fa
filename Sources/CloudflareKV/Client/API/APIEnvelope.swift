import JSON

/// The frame around every answer of the API but a value's bytes.
struct APIEnvelope {
    var isSuccess: Bool
    /// The code of the first error.
    var code: Int?
    /// Not read yet, so that what cannot be read in one entry does not cost the others.
    var result: JSONPiece?
    /// Where a listing goes on; nil at its end.
    var cursor: String?

    /// Reads an answer; nil where it is not an envelope.
    init?(_ body: [UInt8]) {
        guard let members = JSONPiece(body).members,
            let isSuccess = members.member("success")?.value?.boolValue
        else { return nil }
        self.isSuccess = isSuccess
        let error = members.member("errors")?.value?.arrayValue?.first?.objectValue
        code = error?["code"]?.int64Value.map { Int(clamping: $0) }
        result = members.member("result").flatMap { $0.isNull ? nil : $0 }
        let cursor = members.member("result_info")?.value?.objectValue?["cursor"]?.stringValue
        self.cursor = cursor.flatMap { $0.isEmpty ? nil : $0 }
    }
}
