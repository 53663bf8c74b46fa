/// A value of a TOML document, free of the parser's types.
enum TOMLNode: Hashable, Sendable {
    case table([String: TOMLNode])
    case array([TOMLNode])
    case string(String)
    case integer(Int)
    case float(Double)
    case boolean(Bool)
    /// A date, a time or both; nothing here has a use for them.
    case dateOrTime

    /// What the value is, for people.
    var kind: String {
        switch self {
        case .table: "a table"
        case .array: "an array"
        case .string: "a string"
        case .integer: "an integer"
        case .float: "a float"
        case .boolean: "a boolean"
        case .dateOrTime: "a date or time"
        }
    }
}
