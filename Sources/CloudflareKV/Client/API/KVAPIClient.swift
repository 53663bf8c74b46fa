import HTTPClient
import JSON
import KeyValueStore

/// Speaks the KV REST API: one function per request, none of which retries.
struct KVAPIClient: Sendable {
    private let transport: any HTTPTransport
    private let configuration: CloudflareKVConfiguration
    private let account: String
    private let namespace: String

    /// The largest answer that is taken: 25 MiB of values, escaped, and what goes with them.
    private static let responseBytesMaximum = 64 * 1024 * 1024

    init(transport: any HTTPTransport, configuration: CloudflareKVConfiguration) {
        self.transport = transport
        self.configuration = configuration
        account = configuration.accountID
        namespace = configuration.namespaceID
    }

    /// Reads up to 100 keys; every key that was asked for is in the answer.
    func bulkRead(_ keys: [KVKey]) async -> UpstreamReply<[KVKey: BulkReadItem]> {
        var body = Array(#"{"keys":"#.utf8)
        JSONValue.array(keys.map { JSONValue($0.name) }).append(to: &body)
        body.append(contentsOf: #","type":"text","withMetadata":true}"#.utf8)
        return await call("POST", .bulkGet(namespace: namespace), body: body).map { envelope in
            guard let values = envelope.result?.members?.member("values")?.members else {
                return .failure(.unreadable)
            }
            return .success(BulkReadAnswer.items(values, asked: keys))
        }
    }

    /// Reads one key's bytes and expiration, without its metadata; nil where it has no entry.
    func readValue(_ key: KVKey) async -> UpstreamReply<StoredValue?> {
        let exchange = await exchange(
            "GET",
            .value(namespace: namespace, key: key.bytes),
            query: "",
            body: nil
        )
        return exchange.map { response in
            if response.status == 200 {
                let expiration = response.headers["expiration"].flatMap { Int64($0) }
                return .success(StoredValue(value: response.body, metadata: nil, expiration: expiration))
            }
            return Self.absence(response)
        }
    }

    /// Reads one key's metadata as compact JSON text; nil where it has none.
    func readMetadata(_ key: KVKey) async -> UpstreamReply<[UInt8]?> {
        let exchange = await exchange(
            "GET",
            .metadata(namespace: namespace, key: key.bytes),
            query: "",
            body: nil
        )
        return exchange.map { response in
            if response.status == 200 {
                guard let envelope = APIEnvelope(response.body) else {
                    // Metadata of which not even the end can be found. What is no object at all is not the API's answer.
                    return response.body.first == UInt8(ascii: "{") ? .success(nil) : .failure(.malformed)
                }
                if envelope.isSuccess { return .success(envelope.result?.metadata) }
            }
            return Self.absence(response)
        }
    }

    /// Puts up to 10,000 pairs; returns the keys that the API could not put.
    func bulkPut(_ items: [BulkWriteItem]) async -> UpstreamReply<[KVKey]> {
        let body = BulkWriteItem.body(items)
        return await bulkWrite("PUT", .bulk(namespace: namespace), body: body, keys: items.map(\.key))
    }

    /// Deletes up to 10,000 keys; returns the keys that the API could not delete.
    func bulkDelete(_ keys: [KVKey]) async -> UpstreamReply<[KVKey]> {
        let body = JSONValue.array(keys.map { JSONValue($0.name) }).bytes
        return await bulkWrite("POST", .bulkDelete(namespace: namespace), body: body, keys: keys)
    }

    /// Lists a page of keys.
    func list(prefix: [UInt8], limit: Int, cursor: String?) async -> UpstreamReply<UpstreamPage> {
        var query = "?limit=\(limit)"
        if !prefix.isEmpty { query += "&prefix=" + PercentEncoding.encode(prefix) }
        if let cursor { query += "&cursor=" + PercentEncoding.encode(cursor.utf8) }
        return await call("GET", .keys(namespace: namespace), query: query, body: nil).map { envelope in
            guard let page = UpstreamPage(envelope) else { return .failure(.unreadable) }
            return .success(page)
        }
    }

    private func bulkWrite(
        _ method: String,
        _ route: KVAPIRoute,
        body: [UInt8],
        keys: [KVKey]
    ) async -> UpstreamReply<[KVKey]> {
        await call(method, route, body: body).map { envelope in
            guard let failed = BulkWriteAnswer.unsuccessfulKeys(envelope.result, sent: keys) else {
                return .failure(.malformed)
            }
            return .success(failed)
        }
    }

    private func call(
        _ method: String,
        _ route: KVAPIRoute,
        query: String = "",
        body: [UInt8]?
    ) async -> UpstreamReply<APIEnvelope> {
        await exchange(method, route, query: query, body: body).map { response in
            let envelope = APIEnvelope(response.body)
            if response.status == 200 {
                guard let envelope else { return .failure(.unreadable) }
                if envelope.isSuccess { return .success(envelope) }
            }
            return .failure(Self.failure(response, code: envelope?.code))
        }
    }

    private func exchange(
        _ method: String,
        _ route: KVAPIRoute,
        query: String,
        body: [UInt8]?
    ) async -> UpstreamReply<HTTPClientResponse> {
        var request = HTTPClientRequest(
            method: method,
            url: configuration.baseURL + route.path(account: account) + query
        )
        request.headers.append("Authorization", configuration.token.authorization)
        if body != nil { request.headers.append("Content-Type", "application/json") }
        request.body = body
        request.timeout = configuration.requestTimeout
        request.responseBytesMaximum = Self.responseBytesMaximum
        do throws(HTTPTransportError) {
            let response = try await transport.send(request)
            return UpstreamReply(.success(response), rate: RateFeedback(response))
        } catch .responseTooLarge {
            return UpstreamReply(.failure(.tooLarge))
        } catch .cancelled(let maySent) {
            return UpstreamReply(.failure(.cancelled(mayHaveHappened: maySent)))
        } catch {
            let mayHaveHappened = error.mayHaveBeenProcessed
            return UpstreamReply(
                .failure(.transient(reason: error.description, mayHaveHappened: mayHaveHappened))
            )
        }
    }

    private static func absence<Value>(_ response: HTTPClientResponse) -> Result<Value?, UpstreamFailure> {
        let code = APIEnvelope(response.body)?.code
        if response.status == 404, code == KVAPICode.keyNotFound.rawValue { return .success(nil) }
        return .failure(failure(response, code: code))
    }

    private static func failure(_ response: HTTPClientResponse, code: Int?) -> UpstreamFailure {
        UpstreamFailure(status: response.status, code: code, rate: RateFeedback(response))
    }
}

extension UpstreamFailure {
    /// An answer with a good status that is not the API's.
    static let malformed = UpstreamFailure.transient(
        reason: "the API's answer could not be understood",
        mayHaveHappened: true
    )
}

extension RateFeedback {
    /// Reads the headers of an answer.
    init(_ response: HTTPClientResponse) {
        self.init()
        states = response.headers[RateLimitFields.stateName].map(RateLimitFields.states) ?? []
        policies = response.headers[RateLimitFields.policyName].map(RateLimitFields.policies) ?? []
        retryAfterSeconds = response.headers[RateLimitFields.retryAfterName].flatMap { Int($0) }
        isThrottled = response.status == 429 && refusesRequests(APIEnvelope(response.body)?.code)
    }

    /// A 429 also stands for a day's allowance, which no pause brings back, and for one key that is written too often.
    private func refusesRequests(_ code: Int?) -> Bool {
        switch code.flatMap({ KVAPICode(rawValue: $0) }) {
        case .throttled: true
        case .dailyQuotaExhausted: false
        default: retryAfterSeconds != nil || states.contains { $0.remaining == 0 }
        }
    }
}
