import Bytes

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
    /// A document without the white space between its tokens, which is what its tree would be written as.
    ///
    /// - Parameter bytes: a document that has been checked.
    package static func withoutWhiteSpace(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { bytes in
            [UInt8](atMost: bytes.count) { compact in
                var start = 0
                var position = 0
                var isInString = false
                while position < bytes.count {
                    switch bytes[position] {
                    case UInt8(ascii: "\""): isInString.toggle()
                    // What is escaped is no quote that ends the string.
                    case UInt8(ascii: "\\"): position += 1
                    case ...UInt8(ascii: " ") where !isInString:
                        compact.append(UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
                        start = position + 1
                    default: break
                    }
                    position += 1
                }
                compact.append(UnsafeRawBufferPointer(rebasing: bytes[min(start, bytes.count)...]))
            }
        }
    }

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
