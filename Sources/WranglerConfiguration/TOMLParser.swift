import TOMLKit

/// Reads TOML 1.0; the only place that knows the library which does it.
enum TOMLParser {
    /// A place in a document where it is not TOML; line and column are counted from 1.
    struct Failure: Error, Hashable {
        let line: Int
        let column: Int
        let reason: String
    }

    /// The longest reason that is passed on, in characters.
    private static let reasonMaximum = 200

    static func parse(_ text: String) throws(Failure) -> [String: TOMLNode] {
        let document: TOMLTable
        do {
            document = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw Failure(
                line: place.line,
                column: place.column,
                reason: String(error.description.prefix(reasonMaximum))
            )
        } catch {
            throw Failure(line: 1, column: 1, reason: "the text cannot be read")
        }
        return members(of: document)
    }

    private static func members(of table: TOMLTable) -> [String: TOMLNode] {
        var members: [String: TOMLNode] = [:]
        for key in table.keys {
            if let value = table[key] { members[key] = node(value) }
        }
        return members
    }

    private static func node(_ value: any TOMLValueConvertible) -> TOMLNode {
        switch value.type {
        case .table: .table(value.table.map(members) ?? [:])
        case .array: .array(value.array.map { $0.map(node) } ?? [])
        case .string: .string(value.string ?? "")
        case .int: .integer(value.int ?? 0)
        case .double: .float(value.double ?? 0)
        case .bool: .boolean(value.bool ?? false)
        case .date, .time, .dateTime: .dateOrTime
        }
    }
}
