import JSON

/// The body of a put: raw bytes, or a form with the parts `value` and, optionally, `metadata`.
///
/// Whatever is not `multipart/form-data` is the value, byte for byte, a JSON document included.
struct KVAPIValueBody: Hashable, Sendable {
    let value: [UInt8]
    /// Compact JSON text; nil where there is none.
    let metadata: [UInt8]?

    init(body: [UInt8], contentType: String?) throws(KVAPIFailure) {
        guard let contentType, Self.isForm(contentType) else {
            value = body
            metadata = nil
            return
        }
        var fields: [String: [UInt8]] = [:]
        for part in try Self.parts(body, contentType) {
            guard fields.updateValue(part.contents, forKey: part.name) == nil else {
                throw .malformedBody(
                    .putValue,
                    "form field '\(KVAPIQuery.quotable(part.name))' is given twice"
                )
            }
        }
        guard let value = fields["value"] else {
            throw KVAPIFailure(
                .missingFormField,
                KVAPIOperation.putValue.message(KVAPICode.missingFormField.message)
            )
        }
        self.value = value
        metadata = try fields["metadata"].flatMap(Self.metadata)
    }

    private static func isForm(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.trimmed.lowercased()
        return type == "multipart/form-data"
    }

    private static func parts(_ body: [UInt8], _ contentType: String) throws(KVAPIFailure) -> [MultipartPart]
    {
        guard let boundary = HeaderValue(contentType)?.parameters["boundary"] else {
            throw .malformedBody(.putValue, MultipartError.invalidBoundary.rawValue)
        }
        do {
            return try MultipartParser.parts(of: body, boundary: boundary)
        } catch {
            throw .malformedBody(.putValue, error.rawValue)
        }
    }

    /// Metadata is measured and kept without white space; an empty part means none.
    private static func metadata(_ text: [UInt8]) throws(KVAPIFailure) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        do {
            let value = try JSONParser.parse(text, limits: JSONLimits(maximumDepth: JSONLimits.depthCeiling))
            return value.isNull ? nil : value.bytes
        } catch {
            throw .invalid(.putValue, "metadata is not valid JSON: \(error.description)")
        }
    }
}

extension Substring {
    /// The text without spaces and tabs around it.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...end]
    }
}
