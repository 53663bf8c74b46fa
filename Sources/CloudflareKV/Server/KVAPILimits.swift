import KeyValueStore

/// The limits that belong to the REST API rather than to a store.
enum KVAPILimits {
    /// A namespace's title, in characters (API schema).
    static let titleCharactersMaximum = 512
    /// Namespaces in an account (KV documentation, "Limits").
    static let namespacesMaximum = 1000
    /// Namespaces on a page (API schema).
    static let namespacesPageItems = 1...1000
    /// Namespaces on a page when the request does not say (API schema).
    static let namespacesPageItemsDefault = 20
    /// Keys on a page; the REST API has a lower bound that the binding has not (API schema).
    static let keysPageItems = 10...KVLimits.listPageItemsMaximum
    /// Values of one bulk read together, in bytes: 25 MiB, as in the runtime.
    static let bulkGetValueBytesMaximum = 25 * 1024 * 1024
    /// Keys that a bulk read asks the store for at a time, so that one request never holds more than 16 full values
    /// before its total is known.
    static let bulkGetKeysAtOnce = 16
    /// Parts in a multipart body.
    static let multipartPartsMaximum = 16
    /// The headers of one part of a multipart body, in bytes.
    static let multipartHeaderBytesMaximum = 8 * 1024
    /// Arrays, objects, names and separators in one item of a bulk put; metadata of 1,024 bytes cannot have more.
    static let bulkItemTokensMaximum = 2048
    /// Parameters of a query.
    static let queryParametersMaximum = 64
    /// Times that a listing asks the store to fill one page up.
    static let listFillAttemptsMaximum = 8
    /// Times that a listing asks the store for the first key of a page before it gives up.
    static let listAttemptsMaximum = 10_000

    static let smallBodyBytesMaximum = 64 * 1024
    static let valueBodyBytesMaximum = KVLimits.valueBytesMaximum + 64 * 1024
    static let bulkPutBodyBytesMaximum = 100_000_000
    static let bulkGetBodyBytesMaximum = 512 * 1024
    static let bulkDeleteBodyBytesMaximum = 32 * 1024 * 1024
}
