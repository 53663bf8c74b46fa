import HTTPClient
import JSON
import Synchronization

/// Sends the requests of the checks, and remembers which users they made so that they can be removed.
final class RegressionClient: Sendable {
    /// What every id of this run begins with; no other user's does.
    let prefix: String
    private let baseURL: String
    private let apiKey: String?
    private let transport: any HTTPTransport
    private let counter = Atomic<Int>(0)

    init(baseURL: String, apiKey: String?, transport: any HTTPTransport) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.apiKey = apiKey
        self.transport = transport
        prefix = "regress-\(String(UInt64.random(in: .min ... .max), radix: 36))-"
    }

    /// An id that was not used before.
    func newID() -> String {
        "\(prefix)\(counter.add(1, ordering: .relaxed).newValue)"
    }

    /// Sends a request; `body` is sent as JSON unless a content type is given.
    func send(
        _ method: String,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(method: method, url: baseURL + path, timeout: .seconds(30))
        if let apiKey { request.headers.append("Authorization", "Bearer \(apiKey)") }
        for (name, value) in headers { request.headers.append(name, value) }
        if let body {
            request.body = Array(body.utf8)
            if !request.headers.contains("Content-Type") {
                request.headers.append("Content-Type", "application/json")
            }
        }
        let (transport, finished) = (transport, request)
        do {
            // An interrupt cancels the checks, not a request on its way: what it makes must be there to be removed.
            return try await Task.detached { try await transport.send(finished) }.value
        } catch {
            throw RegressionFailure("\(method) \(path.prefix(80)): \(error)")
        }
    }

    /// Creates a user and returns the answer.
    func create(_ id: String, members: String = "\"preferences\":{}") async throws -> HTTPClientResponse {
        let body = "{\"id\":\"\(id)\",\"email\":\"u@example.com\",\(members)}"
        return try await send("POST", "/users", body: body).expect(201)
    }

    /// Removes every user of this run, whether or not the checks came to their end.
    func removeAll() async throws {
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try await send("GET", "/users?limit=1000&prefix=\(prefix)\(next)").expect(200).json()
            for user in page["users"]?.arrayValue ?? [] {
                guard let id = user.objectValue?["id"]?.stringValue, id.hasPrefix(prefix) else { continue }
                _ = try await send("DELETE", "/users/\(id)").expect(204)
            }
            cursor = page["cursor"]?.stringValue
        } while cursor != nil
    }
}
