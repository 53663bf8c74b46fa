/// A request to the KV REST API, reduced to what the API looks at; it knows no HTTP server.
package struct KVAPIRequest: Sendable {
    /// The method as it was sent, such as `GET`.
    package var method: String
    /// The path as it was sent: not decoded, dot segments not folded, without the query.
    package var rawPath: String
    /// What follows the `?`, not decoded; empty where there is none.
    package var rawQuery: String
    /// Finds a header's first value by its name, whatever the case of its letters.
    package var header: @Sendable (String) -> String?
    /// Whether there are several `Authorization` headers, of which nobody could say which one counts.
    package var repeatsAuthorization: Bool
    /// The whole body, at most `KVAPIService.maximumBodyBytes(method:rawPath:)` long.
    package var body: [UInt8]
    /// Who asks, without a port; only the simulator looks at it.
    package var clientAddress: String

    package init(
        method: String,
        rawPath: String,
        rawQuery: String = "",
        header: @escaping @Sendable (String) -> String? = { _ in nil },
        repeatsAuthorization: Bool = false,
        body: [UInt8] = [],
        clientAddress: String = ""
    ) {
        self.method = method
        self.rawPath = rawPath
        self.rawQuery = rawQuery
        self.header = header
        self.repeatsAuthorization = repeatsAuthorization
        self.body = body
        self.clientAddress = clientAddress
    }
}
