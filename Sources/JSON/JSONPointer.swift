/// A JSON Pointer (RFC 6901): the way from a document's root to one of its values.
package struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    /// The reference tokens, unescaped; empty for the whole document.
    package let tokens: [String]

    /// The pointer with these tokens.
    package init(tokens: [String]) {
        self.tokens = tokens
    }

    /// The pointer with this text, or nil when the text is not one.
    ///
    /// A pointer is empty or begins with `/`, and each `~` in it begins `~0` (for `~`) or `~1` (for `/`).
    package init?(_ text: String) {
        if text.isEmpty {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        ) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    /// The pointer's text.
    package var description: String {
        var text: [UInt8] = []
        for token in tokens {
            text.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): text.append(contentsOf: "~0".utf8)
                case UInt8(ascii: "/"): text.append(contentsOf: "~1".utf8)
                default: text.append(byte)
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The value that the pointer leads to, or nil when there is none.
    package func resolve(in document: JSONValue) -> JSONValue? {
        var steps = 0
        return resolve(in: document, steps: &steps)
    }

    /// The same, and adds the members looked at to `steps`.
    func resolve(in document: JSONValue, steps: inout Int) -> JSONValue? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let object):
                guard let position = object.position(of: token, steps: &steps) else { return nil }
                value = object.members[position].value
            case .array(let elements):
                guard let index = Self.arrayIndex(token), index < elements.count else { return nil }
                value = elements[index]
            default:
                return nil
            }
        }
        return value
    }

    /// Whether the pointer leads to something inside what `other` leads to.
    package func isInside(_ other: JSONPointer) -> Bool {
        tokens.count > other.tokens.count && zip(tokens, other.tokens).allSatisfy { $0.hasSameBytes(as: $1) }
    }

    package static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.count == right.tokens.count
            && zip(left.tokens, right.tokens).allSatisfy { $0.hasSameBytes(as: $1) }
    }

    /// The token of the place after an array's last element (RFC 6901 section 4).
    package static let endOfArray = "-"

    /// The index that a token names: decimal digits without leading zeros; nil for anything else.
    package static func arrayIndex(_ token: String) -> Int? {
        let bytes = token.utf8
        guard let first = bytes.first, bytes.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else { return nil }
        if first == UInt8(ascii: "0"), bytes.count > 1 { return nil }
        return Int(token)
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        guard part.contains(UInt8(ascii: "~")) else { return String(part) }
        var bytes: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
