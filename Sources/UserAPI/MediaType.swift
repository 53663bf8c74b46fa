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

    /// Whether the client takes an answer of a type (RFC 9110 section 12.5.1); a client that says nothing takes all.
    package static func isAccepted(_ type: String, _ head: borrowing RequestHead) -> Bool {
        guard head.contains(.accept) else { return true }
        let takesAll = head.withValue(of: .accept) { $0.equals("*/*") } ?? true
        if takesAll && !head.isRepeated(.accept) { return true }
        return quality(of: type, in: head.value(of: .accept) ?? "*/*") > 0
    }

    /// The quality, from 0 to 1000, that an `Accept` value gives to a type; the most specific range decides.
    static func quality(of type: String, in accept: String) -> Int {
        let major = type.split(separator: "/").first.map { "\($0)/*" } ?? "*/*"
        var best = (specificity: 0, quality: 0)
        for item in accept.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map(trimmed)
            guard let range = parts.first else { continue }
            let specificity = range == type ? 3 : range == major ? 2 : range == "*/*" ? 1 : 0
            if specificity == 0 || specificity < best.specificity { continue }
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }.map { weight($0.dropFirst(2)) } ?? 1000
            best = (specificity, quality)
        }
        return best.quality
    }

    /// A weight of RFC 9110 section 12.4.2 in thousandths; 0 where it breaks the grammar.
    static func weight(_ text: some StringProtocol) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int(parts[0]), (0...1).contains(whole) else { return 0 }
        let digits = parts.count == 2 ? Substring(String(parts[1])) : ""
        guard digits.count <= 3, digits.allSatisfy(\.isNumber) else { return 0 }
        let fraction = Int(digits.padding(to: 3)) ?? 0
        return min(1000, whole * 1000 + fraction)
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// The digits with zeros behind, up to a length.
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: "0", count: Swift.max(0, length - count))
    }
}
