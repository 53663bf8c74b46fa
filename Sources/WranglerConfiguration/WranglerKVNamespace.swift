/// An entry of `kv_namespaces`.
package struct WranglerKVNamespace: Hashable, Sendable {
    /// Which of the two ids a command works on.
    package enum Use: Hashable, Sendable {
        /// What is deployed: `id`.
        case serving
        /// Local work: `preview_id`, or `id` where there is none, as in `wrangler dev`.
        case development
        /// What `--preview` names: `preview_id` and nothing else.
        case preview
        /// A command on single keys that does not say: the only one there is, as in `wrangler kv key`.
        case unspecified
    }

    /// The file that it stands in.
    package let file: String
    /// The path of the entry, such as `env.staging.kv_namespaces[0]`.
    package let path: String
    package let binding: String
    package let id: String?
    package let previewID: String?

    init(_ table: WranglerTable) throws(WranglerError) {
        file = table.file
        path = table.path
        guard let binding = try table.string("binding") else {
            throw .missingValue(file: table.file, key: table.path(of: "binding"))
        }
        self.binding = binding
        id = try table.string("id")
        previewID = try table.string("preview_id")
    }

    /// The id to work on.
    ///
    /// - Parameter allowsAnyIdentifier: accepts what is no Cloudflare id, for servers other than Cloudflare's.
    package func identifier(
        for use: Use,
        allowsAnyIdentifier: Bool = false
    ) throws(WranglerError) -> String {
        let (key, value) = try choice(for: use)
        if !allowsAnyIdentifier && !WranglerIdentifier.isPlausible(value) {
            throw .invalidIdentifier(file: file, key: "\(path).\(key)", value: value)
        }
        return value
    }

    private func choice(for use: Use) throws(WranglerError) -> (key: String, value: String) {
        if id == nil && previewID == nil { throw .missingIdentifiers(file: file, key: path) }
        switch use {
        case .serving: return try required("id", id)
        case .preview: return try required("preview_id", previewID)
        case .development:
            return try previewID == nil ? required("id", id) : required("preview_id", previewID)
        case .unspecified:
            if id != nil && previewID != nil { throw .ambiguousIdentifier(file: file, key: path) }
            return try id == nil ? required("preview_id", previewID) : required("id", id)
        }
    }

    private func required(_ key: String, _ value: String?) throws(WranglerError) -> (String, String) {
        guard let value else { throw .missingValue(file: file, key: "\(path).\(key)") }
        return (key, value)
    }
}
