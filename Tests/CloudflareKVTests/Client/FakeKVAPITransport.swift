import HTTPClient
import JSON
import KeyValueStore
import Synchronization

@testable import CloudflareKV

/// The KV REST API in memory, behind the seam where the network would be.
///
/// It answers like the real API as far as the client can tell: envelopes, base64, pages, expiry. It can be told to fail.
final class FakeKVAPITransport: HTTPTransport {
    /// What to do with the next requests instead of answering them.
    enum Fault: Sendable {
        case status(Int, code: Int, headers: [(String, String)])
        case error(HTTPTransportError)
        /// Do the work, but lose the answer.
        case loseAnswer
        /// Answer with a result as it stands, and do nothing.
        case result(String)
        /// Write nothing of these keys, and say so.
        case unsuccessful(Set<String>)
    }

    struct Stored: Sendable {
        var value: [UInt8]
        var metadata: JSONValue?
        var expiration: Int64?
    }

    struct State: Sendable {
        var entries: [[UInt8]: Stored] = [:]
        var requests: [HTTPClientRequest] = []
        var faults: [Fault] = []
        var emptyPages = 0
        /// What reads and listings show instead of the entries, like a location that has not caught up.
        var stale: [[UInt8]: Stored]?
        /// Metadata by key as JSON text that a strict reader may refuse; comes in place of the entry's own.
        var rawMetadata: [String: String] = [:]
        /// The most that one bulk write may hold; more is answered 413.
        var bulkItemsMaximum = 10_000
        var bulkBytesMaximum = 100_000_000
        /// Keys for which a whole request is refused.
        var poison: Set<String> = []
    }

    let state = Mutex(State())
    private let clock: any KVClock
    /// Awaited before every answer.
    private let delay: @Sendable () async -> Void

    init(clock: any KVClock, delay: @escaping @Sendable () async -> Void = {}) {
        self.clock = clock
        self.delay = delay
    }

    var requestCount: Int { state.withLock { $0.requests.count } }

    /// Method and last path segment of every request.
    var requestLog: [String] {
        state.withLock { $0.requests.map { "\($0.method) \($0.url.split(separator: "/").last ?? "")" } }
    }

    /// Reads and listings show what is stored now, whatever is written later.
    func freeze() {
        state.withLock { $0.stale = $0.entries }
    }

    func fail(_ faults: Fault...) {
        state.withLock { $0.faults += faults }
    }

    func seed(_ key: String, _ value: String, metadata: String? = nil, expiration: Int64? = nil) {
        let json = metadata.flatMap { try? JSONParser.parse($0) }
        let stored = Stored(value: Array(value.utf8), metadata: json, expiration: expiration)
        state.withLock { $0.entries[Array(key.utf8)] = stored }
    }

    func send(_ request: HTTPClientRequest) async throws(HTTPTransportError) -> HTTPClientResponse {
        let fault = state.withLock { state in
            state.requests.append(request)
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        await delay()
        switch fault {
        case .error(let error): throw error
        case .status(let status, let code, let headers):
            var response = Self.failure(status, code)
            for (name, value) in headers { response.headers.append(name, value) }
            return response
        case .loseAnswer:
            _ = answer(request, refusing: [])
            throw .timedOut(maySent: true)
        case .result(let text):
            return HTTPClientResponse(status: 200, body: Array(#"{"success":true,"result":\#(text)}"#.utf8))
        case .unsuccessful(let keys): return answer(request, refusing: keys)
        case nil: return answer(request, refusing: [])
        }
    }

    func seed(_ key: String, _ value: String, rawMetadata: String) {
        seed(key, value, metadata: "\"raw \(key)\"")
        state.withLock { $0.rawMetadata[key] = rawMetadata }
    }

    private func answer(_ request: HTTPClientRequest, refusing: Set<String>) -> HTTPClientResponse {
        var response = wellFormedAnswer(request, refusing: refusing)
        let rawMetadata = state.withLock { $0.rawMetadata }
        if rawMetadata.isEmpty { return response }
        var text = String(decoding: response.body, as: UTF8.self)
        for (key, metadata) in rawMetadata { text.replace("\"raw \(key)\"", with: metadata) }
        response.body = Array(text.utf8)
        return response
    }

    private func wellFormedAnswer(_ request: HTTPClientRequest, refusing: Set<String>) -> HTTPClientResponse {
        let marker = "/storage/kv/namespaces/"
        let parts = request.url.components(after: marker)
        let path = parts.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let now = clock.wallMilliseconds()
        return state.withLock { state in
            state.entries = state.entries.filter { $0.value.expiration.map { $0 > now / 1000 } ?? true }
            if let body = request.body, Self.containsPoison(body, state.poison) {
                return Self.failure(400, 10012)
            }
            if let body = request.body, body.count > state.bulkBytesMaximum {
                return HTTPClientResponse(status: 413)
            }
            var shown = state
            shown.entries = state.stale ?? state.entries
            defer { state.emptyPages = shown.emptyPages }
            switch (request.method, path.dropFirst().first) {
            case ("GET", "keys"): return Self.list(&shown, parts.query)
            case ("GET", "values"): return Self.value(shown, path[2])
            case ("GET", "metadata"): return Self.metadata(shown, path[2])
            case ("PUT", "bulk"): return Self.put(&state, request.body ?? [], refusing)
            case ("POST", "bulk") where path.last == "delete":
                return Self.delete(&state, request.body ?? [], refusing)
            case ("POST", "bulk"): return Self.bulkGet(shown, request.body ?? [])
            default: return Self.failure(405, 10405)
            }
        }
    }
}

extension FakeKVAPITransport {
    static func success(_ result: JSONValue, info: JSONObject? = nil) -> HTTPClientResponse {
        var object = JSONObject([
            JSONMember(name: "success", value: .bool(true)), JSONMember(name: "errors", value: .array([])),
            JSONMember(name: "messages", value: .array([])), JSONMember(name: "result", value: result),
        ])
        if let info { object["result_info"] = .object(info) }
        return HTTPClientResponse(status: 200, body: object.bytes)
    }

    static func failure(_ status: Int, _ code: Int) -> HTTPClientResponse {
        let text =
            #"{"success":false,"errors":[{"code":\#(code),"message":"no"}],"messages":[],"result":null}"#
        return HTTPClientResponse(status: status, body: Array(text.utf8))
    }

    private static func containsPoison(_ body: [UInt8], _ poison: Set<String>) -> Bool {
        if poison.isEmpty { return false }
        let text = String(decoding: body, as: UTF8.self)
        return poison.contains { text.contains("\"\($0)\"") }
    }

    private static func bulkGet(_ state: State, _ body: [UInt8]) -> HTTPClientResponse {
        let keys =
            (try? JSONParser.parse(body))?.objectValue?["keys"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard (1...100).contains(keys.count) else { return failure(400, 10029) }
        var members: [JSONMember] = []
        for key in keys {
            guard let stored = state.entries[Array(key.utf8)] else {
                members.append(JSONMember(name: key, value: .null))
                continue
            }
            var object = JSONObject()
            object["value"] = JSONValue(String(decoding: stored.value, as: UTF8.self))
            object["metadata"] = stored.metadata ?? .null
            if let expiration = stored.expiration { object["expiration"] = JSONValue(expiration) }
            members.append(JSONMember(name: key, value: .object(object)))
        }
        return success(.object(JSONObject([JSONMember(name: "values", value: .object(JSONObject(members)))])))
    }

    private static func put(_ state: inout State, _ body: [UInt8], _ refusing: Set<String>)
        -> HTTPClientResponse
    {
        let limits = JSONLimits(maximumDepth: JSONLimits.depthCeiling, maximumBytes: 100_000_000)
        guard let items = (try? JSONParser.parse(body, limits: limits))?.arrayValue, items.count <= 10_000
        else {
            return failure(400, 10012)
        }
        if items.count > state.bulkItemsMaximum { return failure(413, 10001) }
        for item in items {
            guard let object = item.objectValue, let key = object["key"]?.stringValue,
                let text = object["value"]?.stringValue
            else { return failure(400, 10012) }
            if refusing.contains(key) { continue }
            let isBase64 = object["base64"]?.boolValue ?? false
            let value = isBase64 ? Base64.decode(Array(text.utf8)) : Array(text.utf8)
            guard let value else { return failure(400, 10012) }
            state.entries[Array(key.utf8)] = Stored(
                value: value,
                metadata: object["metadata"],
                expiration: object["expiration"]?.int64Value
            )
        }
        return written(refusing)
    }

    private static func delete(_ state: inout State, _ body: [UInt8], _ refusing: Set<String>)
        -> HTTPClientResponse
    {
        for key in (try? JSONParser.parse(body))?.arrayValue?.compactMap(\.stringValue) ?? [] {
            if !refusing.contains(key) { state.entries[Array(key.utf8)] = nil }
        }
        return written(refusing)
    }

    private static func written(_ refused: Set<String>) -> HTTPClientResponse {
        let keys = refused.sorted().map { JSONValue($0) }
        return success(.object(JSONObject([JSONMember(name: "unsuccessful_keys", value: .array(keys))])))
    }

    private static func value(_ state: State, _ segment: String) -> HTTPClientResponse {
        guard let key = percentDecoded(segment), let stored = state.entries[key] else {
            return failure(404, 10009)
        }
        var response = HTTPClientResponse(status: 200, body: stored.value)
        if let expiration = stored.expiration { response.headers.append("Expiration", "\(expiration)") }
        return response
    }

    private static func metadata(_ state: State, _ segment: String) -> HTTPClientResponse {
        guard let key = percentDecoded(segment), let stored = state.entries[key] else {
            return failure(404, 10009)
        }
        return success(stored.metadata ?? .null)
    }

    private static func list(_ state: inout State, _ query: [String: [UInt8]]) -> HTTPClientResponse {
        guard let limit = query["limit"].flatMap({ Int(String(decoding: $0, as: UTF8.self)) }),
            (10...1000).contains(limit)
        else { return failure(400, 10001) }
        let prefix = query["prefix"] ?? []
        let after = query["cursor"]
        let keys = state.entries.keys.filter { key in
            key.starts(with: prefix) && (after.map { $0.lexicographicallyPrecedes(key) } ?? true)
        }.sorted { $0.lexicographicallyPrecedes($1) }
        var page = keys.prefix(limit)
        var cursor = keys.count > limit ? page.last : nil
        if state.emptyPages > 0, !keys.isEmpty {
            state.emptyPages -= 1
            page = []
            // A tombstone stands where the cursor points: the listing goes on from the same place.
            cursor = after ?? []
        }
        let items = page.map { key -> JSONValue in
            var object = JSONObject()
            object["name"] = JSONValue(String(decoding: key, as: UTF8.self))
            if let expiration = state.entries[key]?.expiration {
                object["expiration"] = JSONValue(expiration)
            }
            if let metadata = state.entries[key]?.metadata { object["metadata"] = metadata }
            return .object(object)
        }
        // An empty cursor ends a listing, so the one for "from the beginning" must not be empty.
        let text = cursor.map { $0.isEmpty ? "\u{0}" : String(decoding: $0, as: UTF8.self) } ?? ""
        let info = JSONObject([
            JSONMember(name: "count", value: JSONValue(Int64(items.count))),
            JSONMember(name: "cursor", value: JSONValue(text)),
        ])
        return success(.array(items), info: info)
    }

    static func percentDecoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

extension String {
    /// Path and query behind a marker.
    fileprivate func components(after marker: String) -> (path: String, query: [String: [UInt8]]) {
        let text = Array(utf8)
        let pattern = Array(marker.utf8)
        guard let start = text.indices.first(where: { text[$0...].starts(with: pattern) }) else {
            return ("", [:])
        }
        let tail = String(decoding: text[(start + pattern.count)...], as: UTF8.self)
        let halves = tail.split(separator: "?", maxSplits: 1).map(String.init)
        var query: [String: [UInt8]] = [:]
        for pair in (halves.count > 1 ? halves[1] : "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init
            )
            query[parts[0]] = FakeKVAPITransport.percentDecoded(parts.count > 1 ? parts[1] : "")
        }
        return (halves.first ?? "", query)
    }
}
