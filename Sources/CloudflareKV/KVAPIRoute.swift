/// The resources of the KV REST API, and their paths.
///
/// The account comes before every one of them: `/accounts/{account}/storage/kv/namespaces...`.
package enum KVAPIRoute: Hashable, Sendable {
    case namespaces
    case namespace(id: String)
    case keys(namespace: String)
    case value(namespace: String, key: [UInt8])
    case metadata(namespace: String, key: [UInt8])
    case bulk(namespace: String)
    case bulkDelete(namespace: String)
    case bulkGet(namespace: String)

    /// The path below the base URL, beginning with a slash; keys and ids are percent-encoded.
    package func path(account: String) -> String {
        let collection = "/accounts/\(PercentEncoding.encode(account.utf8))/storage/kv/namespaces"
        guard let namespaceIdentifier else { return collection }
        return collection + "/" + PercentEncoding.encode(namespaceIdentifier.utf8) + tail
    }

    private var namespaceIdentifier: String? {
        switch self {
        case .namespaces: nil
        case .namespace(let id): id
        case .keys(let namespace), .value(let namespace, _), .metadata(let namespace, _),
            .bulk(let namespace),
            .bulkDelete(let namespace), .bulkGet(let namespace):
            namespace
        }
    }

    private var tail: String {
        switch self {
        case .namespaces, .namespace: ""
        case .keys: "/keys"
        case .value(_, let key): "/values/" + PercentEncoding.encode(key)
        case .metadata(_, let key): "/metadata/" + PercentEncoding.encode(key)
        case .bulk: "/bulk"
        case .bulkDelete: "/bulk/delete"
        case .bulkGet: "/bulk/get"
        }
    }
}
