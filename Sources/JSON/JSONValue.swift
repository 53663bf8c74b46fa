/// A JSON value that keeps the text of every number and string as it was sent.
///
/// `==` is lexical identity: `1.0` differs from `1`, `"a"` from `"\u0061"`, and the order of members counts. For
/// equality of meaning see ``isEquivalent(to:)``. Functions that walk a value recurse once per level; values from
/// ``JSONParser`` and ``JSONPatch`` are never deeper than their limits allow, see ``JSONLimits``.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// A string value for ordinary text.
    package init(_ text: String) {
        self = .string(JSONString(text))
    }

    /// A number value for an integer.
    package init(_ integer: Int64) {
        self = .number(JSONNumber(integer))
    }

    /// The name of the value's type, for error texts: `null`, `boolean`, `number`, `string`, `array` or `object`.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or nil when this is not a boolean.
    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The exact integer, or nil when this is not a number or not an integer that fits; see ``JSONNumber/int64``.
    package var int64Value: Int64? {
        if case .number(let number) = self { number.int64 } else { nil }
    }

    /// The unescaped text, or nil when this is not a string.
    package var stringValue: String? {
        if case .string(let string) = self { string.value } else { nil }
    }

    /// The elements, or nil when this is not an array.
    package var arrayValue: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The object, or nil when this is not an object.
    package var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}
