package import HTTPServer

/// What a request prefers (RFC 7240); unknown preferences are ignored.
package struct Preferences: Sendable {
    /// Whether the client does without the representation in the answer.
    package private(set) var returnsMinimal = false
    /// Whether members without a meaning are errors.
    package private(set) var isStrict = false
    /// The preferences that were honoured, for `Preference-Applied`.
    package private(set) var applied: [String] = []

    package init(_ head: borrowing RequestHead) {
        guard let value = head.value(of: .prefer) else { return }
        var seen: [Substring] = []
        for item in value.lowercased().split(separator: ",") {
            let preference = item.split(separator: ";", omittingEmptySubsequences: false)[0]
                .filter { $0 != " " && $0 != "\t" && $0 != "\"" }
            // Of a preference that comes twice the first counts (RFC 7240 section 2).
            let name = preference.prefix { $0 != "=" }
            if seen.contains(name) { continue }
            switch preference {
            case "return=minimal": returnsMinimal = true
            case "return=representation": returnsMinimal = false
            case "handling=strict": isStrict = true
            case "handling=lenient": isStrict = false
            default: continue
            }
            seen.append(name)
            applied.append(preference)
        }
    }

    /// The field that tells which preferences were honoured; nothing where none was.
    var fields: [(name: String, value: String)] {
        applied.isEmpty ? [] : [("Preference-Applied", applied.joined(separator: ", "))]
    }
}
