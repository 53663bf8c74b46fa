/// A table of the configuration, and how to read it with errors that name the file and the path of the key.
struct WranglerTable {
    let file: String
    /// Empty for the top level, else such as `env.staging`.
    let path: String
    let members: [String: TOMLNode]

    /// The path of a member, for people.
    func path(of key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// A string that is not empty; nil where there is none.
    func string(_ key: String) throws(WranglerError) -> String? {
        guard let node = members[key] else { return nil }
        guard case .string(let text) = node else { throw wrongType(key, node, expected: "a string") }
        if text.isEmpty { throw .emptyValue(file: file, key: path(of: key)) }
        return text
    }

    /// A table; nil where there is none.
    func table(_ key: String) throws(WranglerError) -> WranglerTable? {
        guard let node = members[key] else { return nil }
        guard case .table(let members) = node else { throw wrongType(key, node, expected: "a table") }
        return WranglerTable(file: file, path: path(of: key), members: members)
    }

    /// The tables of an array; nil where there is none.
    func tables(_ key: String) throws(WranglerError) -> [WranglerTable]? {
        guard let node = members[key] else { return nil }
        guard case .array(let elements) = node else {
            throw wrongType(key, node, expected: "an array of tables")
        }
        var tables: [WranglerTable] = []
        for (index, element) in elements.enumerated() {
            guard case .table(let members) = element else {
                throw wrongType("\(key)[\(index)]", element, expected: "a table")
            }
            tables.append(WranglerTable(file: file, path: path(of: "\(key)[\(index)]"), members: members))
        }
        return tables
    }

    private func wrongType(_ key: String, _ node: TOMLNode, expected: String) -> WranglerError {
        .wrongType(file: file, key: path(of: key), expected: expected, found: node.kind)
    }
}
