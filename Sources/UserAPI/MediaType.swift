import Bytes
package import HTTPServer

/// The media types spoken here, and the checks on what a client sends and accepts.
package enum MediaType {
    package static let json = "application/json"
    package static let mergePatch = "application/merge-patch+json"
    package static let jsonPatch = "application/json-patch+json"
    package static let ndjson = "application/x-ndjson"
    /// The value of `Accept-Patch` (RFC 5789 section 3.1).
    package static let acceptPatch = "\(mergePatch), \(jsonPatch), \(json)"

    /// The type and subtype of the content, in lower case; nil where the client names none.
    ///
    /// - Throws: a problem where a character set other than UTF-8 is named.
    package static func ofContent(_ head: borrowing RequestHead) throws(Problem) -> String? {
        if let usual = head.withWholeValue(of: .contentType, usual) ?? nil { return usual }
        guard let value = head.value(of: .contentType) else { return nil }
        let parts = value.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        for parameter in parts.dropFirst() {
            let pair = parameter.lowercased().split(separator: "=", maxSplits: 1)
            guard pair.count == 2, trimmed(pair[0]) == "charset" else { continue }
            let charset = trimmed(pair[1]).filter { $0 != "\"" }
            if charset != "utf-8" && charset != "us-ascii" {
                throw Problem(.unsupportedMediaType, "JSON is sent as UTF-8, not as \(charset).")
            }
        }
        return parts[0].lowercased()
    }

    /// The type that a field value names in one of the usual ways, told without making text of it; nil for all others.
    private static func usual(_ value: UnsafeRawBufferPointer) -> String? {
        let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
        if end < value.count {
            let parameter = UnsafeRawBufferPointer(rebasing: value[(end + 1)...]).trimmed
            guard parameter.equalsIgnoringCase("charset=utf-8") else { return nil }
        }
        let name = UnsafeRawBufferPointer(rebasing: value[..<end]).trimmed
        if name.equalsIgnoringCase("application/json") { return json }
        if name.equalsIgnoringCase("application/merge-patch+json") { return mergePatch }
        if name.equalsIgnoringCase("application/json-patch+json") { return jsonPatch }
        return nil
    }

    /// Checks that the content is JSON; a request that names no type is taken at its word.
    package static func requireJSON(_ head: borrowing RequestHead) throws(Problem) {
        guard let type = try ofContent(head), type != json else { return }
        throw Problem(
            .unsupportedMediaType,
            "Content is sent as \(json), for curl: -H 'Content-Type: application/json'.",
            fields: [("Accept", json)]
        )
    }

    /// Whether the client takes an answer in JSON (RFC 9110 section 12.5.1); a client that says nothing takes all.
    package static func acceptsJSON(_ head: borrowing RequestHead) -> Bool {
        // Without a call, for a cached read.
        guard head.contains(.accept) else { return true }
        return head.withWholeValue(of: .accept) {
            $0.equals("*/*") || quality(of: "application/json", in: $0) > 0
        } ?? true
    }

    /// The quality, from 0 to 1000, that an `Accept` value gives to a type, all of which here are `application/` ones; the
    /// most specific range decides.
    static func quality(of type: StaticString, in accept: UnsafeRawBufferPointer) -> Int {
        var best = (specificity: 1, quality: 0)
        WeightedList.forEachMember(of: accept) { range, quality in
            let specificity = Self.specificity(of: type, inRange: range)
            if specificity >= best.specificity { best = (specificity, quality) }
        }
        return best.quality
    }

    /// How closely a media range names a type; 0 where it names something else.
    private static func specificity(of type: StaticString, inRange range: UnsafeRawBufferPointer) -> Int {
        if range.equalsIgnoringCase(type) { return 3 }
        if range.equalsIgnoringCase("application/*") { return 2 }
        return range.equals("*/*") ? 1 : 0
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
