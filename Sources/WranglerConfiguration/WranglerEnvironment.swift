/// Chooses the table of an environment.
enum WranglerEnvironment {
    struct Selection {
        /// Nil for the top level.
        var table: WranglerTable?
        var warnings: [String] = []
    }

    /// The keys read here that environments do not inherit.
    private static let keysNotInherited = ["kv_namespaces", "vars"]

    static func select(_ name: String?, in top: WranglerTable) throws(WranglerError) -> Selection {
        guard let name, !name.isEmpty else { return Selection() }
        guard let environments = try top.table("env"), !environments.members.isEmpty else {
            let text = "\(top.file): there is no environment \"\(name)\"; the top level applies"
            return Selection(warnings: [text])
        }
        guard let table = try environments.table(name) else {
            let available = environments.members.keys.sorted()
            throw .unknownEnvironment(file: top.file, name: name, available: available)
        }
        let warnings = keysNotInherited.filter { top.members[$0] != nil && table.members[$0] == nil }
            .map {
                "\(top.file): \($0) is set at top level and not in \(table.path), which does not inherit it"
            }
        return Selection(table: table, warnings: warnings)
    }
}
