import CloudflareKV
import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

/// A service over a catalogue in memory with one namespace, and a client that speaks to it.
struct APIHarness: Sendable {
    static let accountID = "0123456789abcdef0123456789abcdef"
    static let tokenText = "a-token-for-tests"
    static let namespaceID = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    static let unknownNamespaceID = "00000000000000000000000000000000"

    let clock: ManualClock
    let catalog: InMemoryNamespaceCatalog
    let service: KVAPIService
    /// What answers in place of the service.
    private(set) var handle: @Sendable (KVAPIRequest) async -> KVAPIResponse

    init() async throws {
        clock = ManualClock()
        catalog = InMemoryNamespaceCatalog(maximumBytesPerNamespace: 256 * 1024 * 1024, clock: clock)
        _ = try await catalog.createNamespace(title: "existing", id: Self.namespaceID)
        service = KVAPIService(account: try Self.account(), catalog: catalog, clock: clock)
        handle = service.handle
    }

    /// The same harness with a simulator between it and the service.
    func answered(by simulator: KVAPISimulator) -> APIHarness {
        var copy = self
        copy.handle = simulator.handle
        return copy
    }

    static func account() throws -> KVAPIAccount {
        let token = try #require(KVAPIToken(tokenText))
        return try #require(KVAPIAccount(id: accountID, token: token))
    }

    /// Whole seconds since 1970.
    var now: Int64 { clock.wallMilliseconds() / 1000 }

    /// Percent-encodes like JavaScript's `encodeURIComponent`.
    static func encode(_ text: String) -> String { PercentEncoding.encode(text.utf8) }

    /// A request with credentials; `path` is what follows `/namespaces` and may hold a query.
    static func request(
        _ method: String,
        _ path: String,
        _ body: String = "",
        headers: [String: String] = [:]
    ) -> KVAPIRequest {
        request(method, path, bytes: Array(body.utf8), headers: headers)
    }

    static func request(
        _ method: String,
        _ path: String,
        bytes: [UInt8],
        headers: [String: String] = [:]
    ) -> KVAPIRequest {
        let pieces = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let all = ["authorization": "Bearer \(tokenText)"].merging(headers) { $1 }
        return KVAPIRequest(
            method: method,
            rawPath: "/client/v4/accounts/\(accountID)/storage/kv/namespaces\(pieces[0])",
            rawQuery: pieces.count > 1 ? String(pieces[1]) : "",
            header: { all[$0.lowercased()] },
            body: bytes,
            clientAddress: "127.0.0.1"
        )
    }

    /// Sends a request about the collection of namespaces, or anything below it.
    func send(
        _ method: String,
        _ path: String,
        _ body: String = "",
        headers: [String: String] = [:]
    ) async -> APIAnswer {
        APIAnswer(await handle(Self.request(method, path, body, headers: headers)))
    }

    /// Sends a request about the one namespace; `path` follows its id.
    func sendHere(
        _ method: String,
        _ path: String,
        _ body: String = "",
        headers: [String: String] = [:]
    ) async -> APIAnswer {
        await send(method, "/\(Self.namespaceID)\(path)", body, headers: headers)
    }

    func put(_ key: String, _ value: String, query: String = "") async -> APIAnswer {
        await sendHere("PUT", "/values/\(Self.encode(key))\(query)", value)
    }

    func get(_ key: String) async -> APIAnswer {
        await sendHere("GET", "/values/\(Self.encode(key))")
    }

    /// A put in multipart form, as the official Python SDK sends it.
    func putForm(
        _ key: String,
        value: String,
        metadata: String?,
        metadataType: String = "application/json",
        query: String = ""
    ) async -> APIAnswer {
        let boundary = "7f3c5b0d9a"
        var body = "--\(boundary)\r\nContent-Disposition: form-data; name=\"value\"; filename=\"upload\"\r\n"
        body += "Content-Type: application/octet-stream\r\n\r\n\(value)\r\n"
        if let metadata {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
            body += "Content-Type: \(metadataType)\r\n\r\n\(metadata)\r\n"
        }
        body += "--\(boundary)--\r\n"
        return await sendHere(
            "PUT",
            "/values/\(Self.encode(key))\(query)",
            body,
            headers: ["content-type": "multipart/form-data; boundary=\(boundary)"]
        )
    }
}
