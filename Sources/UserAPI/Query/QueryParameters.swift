package import HTTPServer

/// The parameters of a request's query, each decoded once, each known and there at most once.
package struct QueryParameters: Sendable {
    private let values: [String: String]

    /// Reads the query of a request.
    ///
    /// - Throws: a problem for a name that is not in `allowed`, a name that comes twice, or a broken encoding. An unknown
    ///   name is most often a typing error, and to ignore it would answer another question than the one asked.
    package init(_ head: borrowing RequestHead, allowed: @autoclosure () -> [String])
        throws(Problem)
    {
        guard head.query != nil else {
            self.init(values: [:])
            return
        }
        try self.init(text: head.queryText, allowed: allowed())
    }

    private init(values: [String: String]) {
        self.values = values
    }

    init(text: String, allowed: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pair[0])
            let value = pair.count == 2 ? try Self.decoded(pair[1]) : ""
            guard allowed.contains(name) else {
                let known = allowed.isEmpty ? "none are" : "known are \(allowed.joined(separator: ", "))"
                throw Problem(.invalidQuery, "The query parameter \"\(name)\" is not known here; \(known).")
            }
            if values.updateValue(value, forKey: name) != nil {
                throw Problem(.invalidQuery, "The query parameter \"\(name)\" is there twice.")
            }
        }
        self.init(values: values)
    }

    /// The value of a parameter; nil where it is absent.
    package subscript(name: String) -> String? { values[name] }

    /// A whole number within bounds; nil where the parameter is absent.
    package func integer(_ name: String, in bounds: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = values[name] else { return nil }
        let digits = bounds.lowerBound < 0 && text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int64(text),
            bounds.contains(number)
        else {
            throw Problem(
                .invalidQuery,
                "The query parameter \"\(name)\" must be a whole number from \(bounds.lowerBound) to "
                    + "\(bounds.upperBound)."
            )
        }
        return number
    }

    /// Decodes a name or value of `application/x-www-form-urlencoded`: a plus is a space (WHATWG URL, section 5.1).
    private static func decoded(_ part: Substring) throws(Problem) -> String {
        let bytes = part.utf8.map { $0 == 0x2B ? 0x20 : $0 }
        guard let text = bytes.withUnsafeBytes(PercentEncoding.decodedText) else {
            throw Problem(.invalidQuery, "The query holds a percent-encoding that is broken or is not text.")
        }
        return text
    }
}
