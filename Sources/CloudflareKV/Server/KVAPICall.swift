/// What a request asks for: an operation and what it works on, still without a look at query and body.
struct KVAPICall: Hashable, Sendable {
    var operation: KVAPIOperation
    var accountID: String
    /// 32 hexadecimal digits; empty for operations on the collection of namespaces.
    var namespaceID: String
    /// The key's bytes as decoded, not yet checked; empty for operations without a key.
    var key: [UInt8]

    /// Finds the operation, or fails with 7000, 7003, 10011 or 10405.
    init(method: String, rawPath: String) throws(KVAPIFailure) {
        let path = try KVAPIPath(rawPath: rawPath)
        let operations = Self.operations(on: path.route)
        guard let operation = operations.first(where: { $0.method == method })?.operation else {
            throw .methodNotAllowed(allowed: operations.map(\.method))
        }
        self.operation = operation
        accountID = path.accountID
        (namespaceID, key) = Self.names(in: path.route)
        if path.route != .namespaces, !KVAPIPath.isIdentifier(namespaceID.utf8) {
            throw .malformedNamespaceID(operation)
        }
    }

    private static func operations(on route: KVAPIRoute) -> [(method: String, operation: KVAPIOperation)] {
        switch route {
        case .namespaces: [("GET", .listNamespaces), ("POST", .createNamespace)]
        case .namespace: [("GET", .getNamespace), ("PUT", .renameNamespace), ("DELETE", .deleteNamespace)]
        case .keys: [("GET", .listKeys)]
        case .value: [("GET", .getValue), ("PUT", .putValue), ("DELETE", .deleteValue)]
        case .metadata: [("GET", .getMetadata)]
        case .bulk: [("PUT", .putBulk), ("DELETE", .deleteBulk)]
        case .bulkDelete: [("POST", .deleteBulk)]
        case .bulkGet: [("POST", .getBulk)]
        }
    }

    private static func names(in route: KVAPIRoute) -> (namespaceID: String, key: [UInt8]) {
        switch route {
        case .namespaces: ("", [])
        case .namespace(let id): (id, [])
        case .keys(let namespace), .bulk(let namespace), .bulkDelete(let namespace), .bulkGet(let namespace):
            (namespace, [])
        case .value(let namespace, let key), .metadata(let namespace, let key): (namespace, key)
        }
    }
}
