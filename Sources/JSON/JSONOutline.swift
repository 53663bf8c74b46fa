/// The members of an object as they lie in its text: checked as the parser checks, and not built.
package struct JSONOutline: Sendable, Equatable {
    /// One name and value.
    package struct Member: Sendable, Equatable {
        /// Where the name is, without its quotes; it has no escapes.
        package let name: Range<Int>
        /// Where the value is; a string with its quotes.
        package let value: Range<Int>
    }

    /// In the order in which they were sent; no name occurs twice.
    package let members: [Member]
    /// Whether there is white space between the tokens, before or behind them.
    package let hasWhiteSpace: Bool

    /// That of an object without members.
    package static var empty: JSONOutline { JSONOutline(members: [], hasWhiteSpace: false) }
}

extension JSONParser {
    /// The outline of a document that is an object; nil decides nothing: `parse` tells then.
    package static func outline(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONOutline? {
        bytes.span.withUnsafeBytes { outline($0, limits: limits) }
    }

    static func outline(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits) -> JSONOutline? {
        guard bytes.count <= limits.maximumBytes else { return nil }
        var reader = JSONReader(bytes, maximumDepth: limits.maximumDepth)
        return reader.readOutline()
    }
}
