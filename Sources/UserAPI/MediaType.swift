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
        // What nearly every client sends, told without making text of it.
        let isPlainJSON = head.withValue(of: .contentType) { $0.equals("application/json") } ?? false
        if isPlainJSON && !head.isRepeated(.contentType) { return }
        guard let type = try ofContent(head), type != json else { return }
        throw Problem(
            .unsupportedMediaType,
            "Content is sent as \(json), for curl: -H 'Content-Type: application/json'.",
            fields: [("Accept", json)]
        )
    }

    /// Whether the client takes an answer in JSON (RFC 9110 section 12.5.1); a client that says nothing takes all.
    package static func acceptsJSON(_ head: borrowing RequestHead) -> Bool {
        guard head.contains(.accept) else { return true }
        return head.withWholeValue(of: .accept) {
            $0.equals("*/*") || quality(of: "application/json", in: $0) > 0
        } ?? true
    }

    /// The quality, from 0 to 1000, that an `Accept` value gives to a type, all of which here are `application/` ones; the
    /// most specific range decides.
    static func quality(of type: StaticString, in accept: UnsafeRawBufferPointer) -> Int {
        var best = (specificity: 1, quality: 0)
        accept.forEachListMember { item in
            var specificity: Int?
            var quality: Int?
            item.forEachPart(separatedBy: UInt8(ascii: ";")) { part in
                if specificity == nil {
                    specificity = Self.specificity(of: type, inRange: part)
                } else if quality == nil {
                    quality = Self.quality(parameter: part)
                }
            }
            if let specificity, specificity >= best.specificity { best = (specificity, quality ?? 1000) }
        }
        return best.quality
    }

    /// How closely a media range names a type; 0 where it names something else.
    private static func specificity(of type: StaticString, inRange range: UnsafeRawBufferPointer) -> Int {
        if range.equalsIgnoringCase(type) { return 3 }
        if range.equalsIgnoringCase("application/*") { return 2 }
        return range.equals("*/*") ? 1 : 0
    }

    /// The weight that a parameter gives, in thousandths; nil where it is another parameter.
    static func quality(parameter: UnsafeRawBufferPointer) -> Int? {
        let name = UnsafeRawBufferPointer(rebasing: parameter.prefix(2))
        guard name.equalsIgnoringCase("q=") else { return nil }
        return weight(UnsafeRawBufferPointer(rebasing: parameter.dropFirst(2)))
    }

    /// A weight of RFC 9110 section 12.4.2 in thousandths; 0 where it breaks the grammar.
    static func weight(_ text: UnsafeRawBufferPointer) -> Int {
        guard let first = text.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1") else {
            return 0
        }
        var weight = first == UInt8(ascii: "1") ? 1000 : 0
        if text.count > 1 {
            guard text[1] == UInt8(ascii: "."), text.count <= 5 else { return 0 }
            var unit = 100
            for digit in text.dropFirst(2) {
                guard digit.isDigit else { return 0 }
                weight += Int(digit - UInt8(ascii: "0")) * unit
                unit /= 10
            }
        }
        return weight <= 1000 ? weight : 0
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
