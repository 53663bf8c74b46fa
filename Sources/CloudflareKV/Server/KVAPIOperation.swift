/// The endpoints of the KV REST API.
enum KVAPIOperation: Hashable, Sendable, CaseIterable {
    case listNamespaces
    case createNamespace
    case getNamespace
    case renameNamespace
    case deleteNamespace
    case listKeys
    case getValue
    case putValue
    case deleteValue
    case getMetadata
    case putBulk
    case deleteBulk
    case getBulk

    /// What Cloudflare puts in front of an error's text, or nil where the text stands alone.
    ///
    /// `get`, `put`, `remove key`, `list keys` and `bulk get keys` are Cloudflare's words; the others follow them.
    var messagePrefix: String? {
        switch self {
        case .listNamespaces, .createNamespace, .getNamespace, .renameNamespace, .deleteNamespace: nil
        case .listKeys: "list keys"
        case .getValue: "get"
        case .putValue: "put"
        case .deleteValue: "remove key"
        case .getMetadata: "get metadata"
        case .putBulk: "bulk put keys"
        case .deleteBulk: "bulk remove keys"
        case .getBulk: "bulk get keys"
        }
    }

    /// The text as this operation says it.
    func message(_ text: String) -> String {
        guard let messagePrefix else { return text }
        return "\(messagePrefix): '\(text)'"
    }

    /// The longest body that makes sense, in bytes.
    ///
    /// A value may come in multipart form, which adds headers and metadata. The bulk put limit is Cloudflare's 100 MB;
    /// the other bulk limits are what the largest legal list takes when every byte is escaped as `\u0000`.
    var bodyBytesMaximum: Int {
        switch self {
        case .putValue: KVAPILimits.valueBodyBytesMaximum
        case .putBulk: KVAPILimits.bulkPutBodyBytesMaximum
        case .deleteBulk: KVAPILimits.bulkDeleteBodyBytesMaximum
        case .getBulk: KVAPILimits.bulkGetBodyBytesMaximum
        default: KVAPILimits.smallBodyBytesMaximum
        }
    }
}
