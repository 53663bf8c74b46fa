/// Why a document was refused, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Equatable {
        /// A character that cannot stand here.
        case unexpectedCharacter(expected: Expectation)
        /// The document ends before its value does.
        case unexpectedEnd
        /// Something follows the value.
        case trailingBytes
        /// A word that is not `true`, `false` or `null`.
        case invalidLiteral
        /// A number that breaks the grammar of RFC 8259 section 6, such as `01`, `1.` or `-x`.
        case invalidNumber
        /// A backslash that does not begin an escape of RFC 8259 section 7.
        case invalidEscape
        /// A control character below U+0020 in a string without an escape.
        case controlCharacter
        /// Bytes that are not UTF-8 (RFC 3629): overlong, a surrogate, above U+10FFFF, stray or cut short.
        case invalidUTF8
        /// An escaped surrogate without its partner (RFC 7493 section 2.1).
        case loneSurrogate
        /// A byte order mark in front of the document (RFC 8259 section 8.1).
        case byteOrderMark
        /// A name that its object already has, after unescaping (RFC 7493 section 2.3).
        case duplicateMember(name: String)
        /// More arrays and objects inside each other than the limit allows.
        case tooDeep(limit: Int)
        /// More bytes than the limit allows.
        case tooLarge(limit: Int)
    }

    /// What could have stood where an unexpected character stands.
    package enum Expectation: String, Sendable {
        case value = "a value"
        case memberName = "a member name in double quotes"
        case memberNameOrEnd = "a member name in double quotes or '}'"
        case colon = "':' after a member name"
        case commaOrEndOfArray = "',' or ']'"
        case commaOrEndOfObject = "',' or '}'"
    }

    /// What is wrong.
    package let reason: Reason
    /// The position in bytes from the start, 0-based.
    package let offset: Int
    /// The line, 1-based; lines end with a line feed.
    package let line: Int
    /// The column in Unicode code points, 1-based.
    package let column: Int

    /// A sentence for people, such as `unexpected end of the document at line 1, column 8 (byte 7)`.
    ///
    /// Of the document it quotes nothing but the start of a duplicate name.
    package var description: String {
        "\(reason.summary) at line \(line), column \(column) (byte \(offset))"
    }
}

extension JSONError.Reason {
    /// The reason in words, without the position.
    package var summary: String {
        switch self {
        case .unexpectedCharacter(let expected): "unexpected character, expected \(expected.rawValue),"
        case .unexpectedEnd: "unexpected end of the document"
        case .trailingBytes: "unexpected bytes after the document's value"
        case .invalidLiteral: "unknown word, expected true, false or null,"
        case .invalidNumber: "invalid number"
        case .invalidEscape: "invalid escape in a string"
        case .controlCharacter: "unescaped control character in a string"
        case .invalidUTF8: "invalid UTF-8"
        case .loneSurrogate: "escaped surrogate without its partner"
        case .byteOrderMark: "byte order mark, which JSON does not allow,"
        case .duplicateMember(let name): "duplicate member \(Self.quoted(name))"
        case .tooDeep(let limit): "more than \(limit) nested arrays and objects"
        case .tooLarge(let limit): "more than \(limit) bytes"
        }
    }

    private static let quotedCharacters = 64

    /// The name as a JSON string, cut to a length that is fit for an error text.
    private static func quoted(_ name: String) -> String {
        let start = JSONString(String(String.UnicodeScalarView(name.unicodeScalars.prefix(quotedCharacters))))
        let ellipsis = name.unicodeScalars.count > quotedCharacters ? "..." : ""
        return "\"\(start.lexeme)\(ellipsis)\""
    }
}
