import HTTPServer
import JSON
import KeyValueStore
import KeyValueStoreTesting
import Logging
import NIOCore
import NIOPosix
import Testing
import Users

@testable import UserAPI

/// The interface on a real port over a real store, for one test.
struct UserService: Sendable {
    struct Options: Sendable {
        var settings = UserAPISettings()
        var rules = UserRules()
        var keys = APIKeys.none
        var cacheBytes = 16 << 20
        /// Nil for one in memory.
        var store: (any KVStore)?
        /// Nil for one that stands still.
        var clock: (any KVClock)?
        /// What is logged goes here, where there is one.
        var log: RecordedLog?
    }

    let port: UInt16
    let context: UserAPIContext
    let store: any KVStore
    /// What the store, the cache and the interface go by.
    let clock: ManualClock
    let routes: [APIRoute]
    let promises: OpenAPIPromises
    private let connection: RawConnection

    /// The loops of all tests.
    private static let loops = Result { try ServerLoops(count: 2) }

    /// Runs a test's client against a server of its own.
    static func run(
        _ options: Options = Options(),
        _ body: (UserService) async throws -> Void
    ) async throws {
        let manual = ManualClock()
        let clock = options.clock ?? manual
        let store = options.store ?? InMemoryKVStore(maximumBytes: 256 << 20, clock: clock)
        let second: Int64 = 1_000_000_000
        let cache = CachedKVStore(
            store,
            settings: CacheSettings(
                capacityBytes: options.cacheBytes,
                timeToLiveNanoseconds: 60 * second,
                negativeTimeToLiveNanoseconds: 5 * second
            ),
            clock: clock,
            attachment: CachedFields.make
        )
        let context = UserAPIContext(
            cache: cache,
            rules: options.rules,
            settings: options.settings,
            clock: clock,
            logger: options.log?.logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let routes = allRoutes(context)
        let server = try await ListeningServer.start(
            host: "127.0.0.1",
            port: 0,
            limits: HTTPLimits(),
            application: UserAPIApplication(context: context, keys: options.keys, routes: routes),
            loops: loops.get(),
            metrics: context.metrics
        )
        let port = UInt16(server.address.port ?? 0)
        let connection = RawConnection(port: port)
        do {
            let request = Array("GET /openapi.json HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
            let promises = OpenAPIPromises(try await connection.exchange(request).json)
            let service = UserService(
                port: port,
                context: context,
                store: store,
                clock: manual,
                routes: routes,
                promises: promises,
                connection: connection
            )
            try await body(service)
        } catch {
            _ = await server.drain(timeout: .zero)
            throw error
        }
        _ = await server.drain(timeout: .zero)
    }

    /// The table of routes as the program puts it together.
    static func allRoutes(_ context: UserAPIContext) -> [APIRoute] {
        let served =
            UserRoutes(context: context).routes + BatchRoutes(context: context).routes
            + HealthRoutes(context: context).routes + MetricsRoute(context: context, version: "1").routes
        return served + DocumentationRoutes(describing: served, version: "1").routes
    }

    /// Whether the connection of this test's requests has survived the last of them.
    var isConnected: Bool { connection.isOpen }

    /// Sends a request and checks that its answer is one that the interface's document describes.
    ///
    /// - Parameters:
    ///   - type: the `Content-Type`; nil for none, and none is sent without content.
    func send(
        _ method: String,
        _ target: String,
        _ body: String? = nil,
        type: String? = "application/json",
        _ fields: KeyValuePairs<String, String> = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(
            method,
            target,
            body.map { Array($0.utf8) },
            type: type,
            fields.map { ($0, $1) },
            connection,
            sourceLocation: sourceLocation
        )
    }

    /// Sends a request without content.
    func send(
        _ method: String,
        _ target: String,
        _ fields: KeyValuePairs<String, String>,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(
            method,
            target,
            nil,
            fields.map { ($0, $1) },
            connection,
            sourceLocation: sourceLocation
        )
    }

    /// Sends a request on a connection of the caller's.
    func send(
        _ method: String,
        _ target: String,
        _ body: [UInt8]?,
        type: String? = "application/json",
        _ fields: [(String, String)] = [],
        _ connection: RawConnection? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if let body {
            head += "Content-Length: \(body.count)\r\n"
            if let type { head += "Content-Type: \(type)\r\n" }
        }
        let request = Array("\(head)\r\n".utf8) + (body ?? [])
        let answer = try await (connection ?? self.connection).exchange(request, isHead: method == "HEAD")
        if let breach = promises.breach(method, target, answer) {
            Issue.record("\(breach)", sourceLocation: sourceLocation)
        }
        return answer
    }

    /// A connection of its own, for requests at the same time.
    func connect() -> RawConnection { RawConnection(port: port) }

    /// Creates a user and returns the answer.
    @discardableResult
    func create(_ id: String = "u1", _ more: String = "") async throws -> Answer {
        let answer = try await send("POST", "/users", #"{"id":"\#(id)","email":"u@example.com"\#(more)}"#)
        try #require(answer.status == 201, "\(answer.text)")
        return answer
    }

    /// The user as the store has it, past the cache.
    func stored(_ id: String = "u1") async throws -> String? {
        let entry = try await store.get(KVKey(unchecked: Array("user:\(id)".utf8)))
        return entry.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The ids of all users in the store.
    func storedIDs() async throws -> [String] {
        try await KVOperations(store: store, clock: context.clock).listUsers(limit: 1000).users.map(\.id.text)
    }
}

extension UserService: CustomStringConvertible, CustomReflectable {
    var description: String { "service on port \(port)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
