/// A header value of the form `word; name=value; name="value"`: a media type (RFC 9110 section 8.3.1) or a content
/// disposition (RFC 7578 section 4.2).
struct HeaderValue: Hashable, Sendable {
    /// What comes before the first semicolon, in lower case.
    let word: String
    /// Names in lower case, values without quotes, in the order sent; no name occurs twice.
    let parameters: [String: String]

    /// Reads a value, or nil where it is malformed or names a parameter twice.
    init?(_ text: String) {
        var scanner = Scanner(text)
        word = scanner.takeToken(until: ";").lowercased()
        guard !word.isEmpty else { return nil }
        var parameters: [String: String] = [:]
        while scanner.take(";") {
            scanner.skipSpaces()
            // A semicolon at the end is common and harmless.
            if scanner.isAtEnd { break }
            let name = scanner.takeToken(until: "=").lowercased()
            guard !name.isEmpty, scanner.take("="), let value = scanner.takeValue() else { return nil }
            guard parameters.updateValue(value, forKey: name) == nil else { return nil }
        }
        guard scanner.isAtEnd else { return nil }
        self.parameters = parameters
    }

    private struct Scanner {
        private var rest: Substring.UnicodeScalarView

        init(_ text: String) {
            rest = text[...].unicodeScalars
        }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func skipSpaces() {
            rest = rest.drop { $0 == " " || $0 == "\t" }
        }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == scalar else { return false }
            rest.removeFirst()
            return true
        }

        /// Text up to a separator or the end, without surrounding spaces; empty where it holds a space or a quote.
        mutating func takeToken(until separator: Unicode.Scalar) -> String {
            skipSpaces()
            let token = rest.prefix { $0 != separator && $0 != ";" && $0 != " " && $0 != "\t" && $0 != "\"" }
            rest = rest[token.endIndex...]
            skipSpaces()
            return String(token)
        }

        /// A token or a quoted string (RFC 9110 section 5.6.4), or nil where the quotes are not closed.
        mutating func takeValue() -> String? {
            skipSpaces()
            guard take("\"") else {
                let token = takeToken(until: ";")
                return token.isEmpty ? nil : token
            }
            var value = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == "\"" {
                    skipSpaces()
                    return String(value)
                }
                guard scalar == "\\" else {
                    value.append(scalar)
                    continue
                }
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped)
            }
            return nil
        }
    }
}
