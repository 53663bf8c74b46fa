/// What a wrangler configuration says about one environment.
///
/// The rules are wrangler's: `name` and `account_id` pass from the top level to environments; `vars` and `kv_namespaces`
/// do not.
package struct WranglerSettings: Hashable, Sendable {
    /// The path of the file.
    package let file: String
    /// Nil for the top level.
    package let environment: String?
    /// The Worker's name.
    package let name: String?
    /// As written, see `accountIdentifier`.
    package let accountID: String?
    /// The strings, whole numbers and booleans among `vars`, as text; anything else concerns the Worker alone.
    package let variables: [String: String]
    package let namespaces: [WranglerKVNamespace]
    /// Sentences about what is probably not meant.
    package let warnings: [String]

    private let hasTopLevelNamespaces: Bool

    /// Reads the text of a configuration.
    ///
    /// - Parameters:
    ///   - file: the path, for errors.
    ///   - environment: the environment's name; nil or empty for the top level.
    ///   - needsIdentifiers: whether account and namespaces that cannot be used are an error; else they are left out.
    package init(
        text: String,
        file: String,
        environment: String?,
        needsIdentifiers: Bool = true
    ) throws(WranglerError) {
        let members: [String: TOMLNode]
        do throws(TOMLParser.Failure) {
            members = try TOMLParser.parse(text)
        } catch {
            throw .syntax(file: file, line: error.line, column: error.column, reason: error.reason)
        }
        let top = WranglerTable(file: file, path: "", members: members)
        let selection = try WranglerEnvironment.select(environment, in: top)
        let table = selection.table ?? top
        self.file = file
        self.environment = selection.table == nil ? nil : environment
        name = try Self.name(table, top, environment: self.environment)
        variables = Self.texts(try table.table("vars")?.members ?? [:])
        let identifiers: (accountID: String?, namespaces: [WranglerKVNamespace])
        do throws(WranglerError) {
            let ownAccount = try table.string("account_id")
            let inheritedAccount = try top.string("account_id")
            identifiers = (ownAccount ?? inheritedAccount, try Self.namespaces(table))
        } catch {
            if needsIdentifiers { throw error }
            identifiers = (nil, [])
        }
        (accountID, namespaces) = identifiers
        hasTopLevelNamespaces = top.members["kv_namespaces"] != nil
        warnings = selection.warnings
    }

    /// The entry for a binding.
    package func namespace(binding: String = "USER_DATA") throws(WranglerError) -> WranglerKVNamespace {
        if let namespace = namespaces.first(where: { $0.binding == binding }) { return namespace }
        throw .missingBinding(
            file: file,
            key: environment.map { "env.\($0).kv_namespaces" } ?? "kv_namespaces",
            binding: binding,
            isOnlyAtTopLevel: environment != nil && namespaces.isEmpty && hasTopLevelNamespaces
        )
    }

    /// The account's id; nil where the file has none.
    ///
    /// - Parameter allowsAnyIdentifier: accepts what is no Cloudflare id, for servers other than Cloudflare's.
    package func accountIdentifier(allowsAnyIdentifier: Bool = false) throws(WranglerError) -> String? {
        guard let accountID else { return nil }
        if !allowsAnyIdentifier && !WranglerIdentifier.isPlausible(accountID) {
            throw .invalidIdentifier(file: file, key: "account_id", value: accountID)
        }
        return accountID
    }

    private static func name(
        _ table: WranglerTable,
        _ top: WranglerTable,
        environment: String?
    ) throws(WranglerError) -> String? {
        let topName = try top.string("name")
        guard let environment else { return topName }
        return try table.string("name") ?? topName.map { "\($0)-\(environment)" }
    }

    private static func texts(_ variables: [String: TOMLNode]) -> [String: String] {
        variables.compactMapValues { node in
            switch node {
            case .string(let text): text
            case .integer(let number): String(number)
            case .boolean(let flag): String(flag)
            case .float, .table, .array, .dateOrTime: nil
            }
        }
    }

    private static func namespaces(_ table: WranglerTable) throws(WranglerError) -> [WranglerKVNamespace] {
        var namespaces: [WranglerKVNamespace] = []
        for entry in try table.tables("kv_namespaces") ?? [] {
            let namespace = try WranglerKVNamespace(entry)
            if namespaces.contains(where: { $0.binding == namespace.binding }) {
                throw .duplicateBinding(file: entry.file, key: entry.path, binding: namespace.binding)
            }
            namespaces.append(namespace)
        }
        return namespaces
    }
}
