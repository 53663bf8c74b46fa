/// Header fields in their order; names are compared without regard to case (RFC 9110 section 5.1).
package struct HTTPClientHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// Name and value of every field as they came or go.
    package private(set) var fields: [(name: String, value: String)] = []

    /// No fields.
    package init() {}

    /// Fields in the order of the literal.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// Appends a field.
    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Removes all fields.
    mutating func removeAll() {
        fields.removeAll(keepingCapacity: true)
    }

    /// The values of all fields of a name, joined by commas as RFC 9110 section 5.3 says; nil where there is none.
    package subscript(name: String) -> String? {
        let values = fields.filter { Self.isSame($0.name, name) }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Whether there is a field of a name.
    package func contains(_ name: String) -> Bool {
        fields.contains { Self.isSame($0.name, name) }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { $0 == $1 || lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
