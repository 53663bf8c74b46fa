/// Reads JSON documents strictly by RFC 8259 and I-JSON (RFC 7493).
///
/// Refused with a position: everything outside the grammar, invalid UTF-8, a byte order mark, lone surrogates,
/// unescaped control characters, a member name that comes twice in its object, bytes after the value, and whatever
/// exceeds the limits. Accepted although I-JSON advises senders against them: numbers of any size and precision,
/// since their text is kept, and Unicode noncharacters, which are valid UTF-8.
package enum JSONParser {
    /// Parses one document.
    ///
    /// The value copies what it needs; the buffer is not used after the call.
    package static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maximumBytes else {
            let failure = JSONFailure(.tooLarge(limit: limits.maximumBytes), at: limits.maximumBytes)
            throw failure.located(in: bytes)
        }
        var reader = JSONReader(bytes, maximumDepth: limits.maximumDepth)
        do {
            return try reader.readDocument()
        } catch {
            throw error.located(in: bytes)
        }
    }

    /// Whether bytes are a document that is an object: what `parse` would tell, mostly without building anything.
    package static func isObject(_ bytes: [UInt8], limits: JSONLimits = .standard) -> Bool {
        let isPlain = bytes.span.withUnsafeBytes { bytes in
            guard bytes.count <= limits.maximumBytes else { return false }
            var reader = JSONReader(bytes, maximumDepth: limits.maximumDepth)
            return reader.isPlainObject()
        }
        if isPlain { return true }
        guard case .object? = try? parse(bytes, limits: limits) else { return false }
        return true
    }

    /// Parses one document.
    package static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        try bytes.span.withUnsafeBytes { (bytes) throws(JSONError) in
            try parse(bytes, limits: limits)
        }
    }

    /// Parses one document.
    package static func parse(
        _ text: String,
        limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONValue {
        try text.utf8.span.withUnsafeBytes { (bytes) throws(JSONError) in
            try parse(bytes, limits: limits)
        }
    }
}
