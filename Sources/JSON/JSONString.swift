/// A JSON string, kept as the text that was sent.
///
/// `==` compares the text as sent, byte by byte; ``isEquivalent(to:)`` and ``equals(_:)`` compare what it stands for.
/// Neither is Swift's `String` equality, which also equates different code points that look the same.
package struct JSONString: Sendable, Equatable {
    /// The text between the quotes, escapes included.
    package let lexeme: String

    /// Whether the text between the quotes differs from what it stands for.
    let hasEscapes: Bool

    /// The string for ordinary text, with only what RFC 8259 section 7 demands escaped.
    package init(_ value: String) {
        let escaped = Self.escaped(value)
        lexeme = escaped ?? value
        hasEscapes = escaped != nil
    }

    /// For text that a reader has already checked.
    init(uncheckedLexeme lexeme: String, hasEscapes: Bool) {
        self.lexeme = lexeme
        self.hasEscapes = hasEscapes
    }

    /// The text that the string stands for.
    package var value: String {
        hasEscapes ? Self.unescaped(lexeme) : lexeme
    }

    /// Whether the string stands for exactly these code units.
    package func equals(_ other: String) -> Bool {
        other.utf8.span.withUnsafeBytes { equals($0) }
    }

    /// Whether the string stands for exactly these UTF-8 bytes.
    func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        if !hasEscapes { return lexeme.hasSameBytes(as: other) }
        // Every escape is longer than what it stands for.
        return lexeme.utf8.count > other.count && value.hasSameBytes(as: other)
    }

    /// Whether two strings stand for the same code units.
    package func isEquivalent(to other: JSONString) -> Bool {
        if lexeme.hasSameBytes(as: other.lexeme) { return true }
        return (hasEscapes || other.hasEscapes) && value.hasSameBytes(as: other.value)
    }

    package static func == (left: JSONString, right: JSONString) -> Bool {
        left.lexeme.hasSameBytes(as: right.lexeme)
    }
}
