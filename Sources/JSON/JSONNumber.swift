/// A JSON number, kept as the text that was sent.
///
/// No precision is ever lost: `1.0`, `-0`, `1e400` and `12345678901234567890` stay as they are. `==` compares the
/// text; ``isEquivalent(to:)`` compares the value.
package struct JSONNumber: Sendable, Equatable {
    /// The number as it stands in a document.
    package let text: String

    /// The number for an integer.
    package init(_ value: Int64) {
        text = String(value)
    }

    /// The number with this text, or nil when the text is not a number by RFC 8259 section 6.
    package init?(text: String) {
        let isNumber = text.utf8.span.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes, maximumDepth: 0)
            return (try? reader.readNumber()) != nil && reader.isAtEnd
        }
        guard isNumber else { return nil }
        self.text = text
    }

    /// For text that a reader has already checked.
    init(uncheckedText text: String) {
        self.text = text
    }

    /// The exact integer, or nil when the value has a fraction or does not fit.
    ///
    /// What counts is the value and not the notation: `1e3` is 1000, `1.0` is 1 and `-0` is 0, as in JavaScript and
    /// JSON Schema. Nothing is rounded.
    package var int64: Int64? {
        if let plain = Int64(text) { return plain }
        return JSONDecimal(text).int64
    }

    /// Whether two numbers have exactly the same value.
    package func isEquivalent(to other: JSONNumber) -> Bool {
        text == other.text || JSONDecimal(text) == JSONDecimal(other.text)
    }
}
