import HTTPClient
import JSON
import Synchronization

/// Sends the requests of the checks, and remembers which users they made so that they can be removed.
final class RegressionClient: Sendable {
    /// The longest wait for the answer to a check's request.
    private static let timeout = Duration.seconds(30)
    /// The longest wait for the answer that tells whether there is a service at all.
    private static let probeTimeout = Duration.seconds(5)

    /// What every id of this run begins with; no other user's does.
    let prefix: String
    private let baseURL: String
    private let apiKey: String?
    private let transport: any HTTPTransport
    private let interruptGrace: Duration
    private let counter = Atomic<Int>(0)
    /// The paths of the users that answers said were made, and that were not deleted since.
    private let made = Mutex<Set<String>>([])

    /// - Parameter interruptGrace: how long a request on its way may still take after an interrupt.
    init(
        baseURL: String,
        apiKey: String?,
        transport: any HTTPTransport,
        interruptGrace: Duration = .seconds(5)
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.apiKey = apiKey
        self.transport = transport
        self.interruptGrace = interruptGrace
        prefix = "regress-\(String(UInt64.random(in: .min ... .max), radix: 36))-"
    }

    /// An id that was not used before.
    func newID() -> String {
        "\(prefix)\(counter.add(1, ordering: .relaxed).newValue)"
    }

    /// The paths of the users that are there, as far as answers told; some have ids that the service made.
    var madePaths: [String] { made.withLock { $0.sorted() } }

    /// Sends a request; `body` is sent as JSON unless a content type is given.
    ///
    /// A service may demand a precondition of every change (428). Then the change is sent again with one that holds
    /// whatever the user looks like, so that the checks mean the same there.
    func send(
        _ method: String,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = [],
        timeout: Duration = timeout
    ) async throws(RegressionFailure) -> HTTPClientResponse {
        let answer = try await exchange(method, path, body, headers, timeout)
        if answer.status != 428 { return answer }
        let isThere = try await exchange("GET", path, nil, [], timeout).status == 200
        let precondition = (isThere ? "If-Match" : "If-None-Match", "*")
        return try await exchange(method, path, body, headers + [precondition], timeout)
    }

    private func exchange(
        _ method: String,
        _ path: String,
        _ body: String?,
        _ headers: [(String, String)],
        _ timeout: Duration
    ) async throws(RegressionFailure) -> HTTPClientResponse {
        let request = request(method, path, body, headers, timeout)
        do {
            let answer = try await answer(to: request)
            note(method, path, answer)
            return answer
        } catch {
            throw RegressionFailure("\(method) \(path.prefix(80)): \(error)")
        }
    }

    /// The status of a request that changes nothing; a cancellation ends it at once.
    func probe(_ path: String) async throws(RegressionFailure) -> Int {
        let request = request("GET", path, nil, [], Self.probeTimeout)
        do {
            return try await transport.send(request).status
        } catch {
            throw RegressionFailure("GET \(path): \(error)")
        }
    }

    /// Creates a user and returns the answer.
    func create(_ id: String, members: String = "\"preferences\":{}") async throws -> HTTPClientResponse {
        let body = "{\"id\":\"\(id)\",\"email\":\"u@example.com\",\(members)}"
        return try await send("POST", "/users", body: body).expect(201)
    }

    /// An interrupt cancels the checks and not yet a request on its way: what it makes must be known, to be removed.
    private func answer(to request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let (transport, grace) = (transport, interruptGrace)
        let sending = Task.detached { try await transport.send(request) }
        return try await withTaskCancellationHandler {
            try await sending.value
        } onCancel: {
            Task.detached {
                try? await Task.sleep(for: grace)
                sending.cancel()
            }
        }
    }

    private func request(
        _ method: String,
        _ path: String,
        _ body: String?,
        _ headers: [(String, String)],
        _ timeout: Duration
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(method: method, url: baseURL + path, timeout: timeout)
        if let apiKey { request.headers.append("Authorization", "Bearer \(apiKey)") }
        for (name, value) in headers { request.headers.append(name, value) }
        if let body {
            request.body = Array(body.utf8)
            if !request.headers.contains("Content-Type") {
                request.headers.append("Content-Type", "application/json")
            }
        }
        return request
    }

    private func note(_ method: String, _ path: String, _ answer: HTTPClientResponse) {
        if method == "DELETE" && answer.status == 204 {
            made.withLock { _ = $0.remove(path) }
        } else if answer.status == 201, let location = answer.headers["Location"] {
            made.withLock { _ = $0.insert(Self.path(ofLocation: location)) }
        }
    }

    /// A proxy may make the reference absolute.
    private static func path(ofLocation location: String) -> String {
        guard let scheme = location.firstRange(of: "://") else { return location }
        return String(location[scheme.upperBound...].drop { $0 != "/" })
    }
}
