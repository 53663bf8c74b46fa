import NIOCore
import NIOPosix
import Testing

@testable import HTTPServer

/// A real server on a real port, for one test.
struct TestServer: Sendable {
    let application: TestApplication
    let server: ListeningServer
    /// What the server counts.
    let metrics: ServerMetrics

    /// Threads for clients, which block; the tests' own threads must stay free for the server's handlers.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 32)
        pool.start()
        return pool
    }()

    /// Limits whose time-outs make tests short.
    static var quickLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.timeoutCheckInterval = .milliseconds(20)
        return limits
    }

    var controls: TestApplication.Controls { application.controls }

    /// The loops of all tests, two of each kind.
    private static let loops = Result {
        try ServerLoops.Transport.allCases.map { ($0, try ServerLoops(count: 2, over: $0)) }
    }

    /// Starts a server, which the caller drains.
    static func start(
        limits: HTTPLimits = quickLimits,
        port: Int = 0,
        over transport: ServerLoops.Transport,
        requestLog: (any RequestLog)? = nil
    ) async throws -> TestServer {
        let loops = try #require(Self.loops.get().first { $0.0 == transport }).1
        return try await start(limits: limits, port: port, on: loops, requestLog: requestLog)
    }

    /// Starts a server on loops of its own, which the caller stops after it.
    static func start(
        limits: HTTPLimits = quickLimits,
        port: Int = 0,
        on loops: ServerLoops,
        requestLog: (any RequestLog)? = nil
    ) async throws -> TestServer {
        let application = TestApplication()
        let metrics = ServerMetrics()
        precondition(metrics.number(ofRoute: "/now") == TestApplication.nowRoute, "the first route")
        let server = try await ListeningServer.start(
            host: "127.0.0.1",
            port: port,
            limits: limits,
            application: application,
            loops: loops,
            metrics: metrics,
            requestLog: requestLog
        )
        return TestServer(application: application, server: server, metrics: metrics)
    }

    /// Runs a test's client part against a server of each kind, one after the other, and stops them.
    static func run(
        limits: HTTPLimits = quickLimits,
        _ body: @escaping @Sendable (TestServer) throws -> Void
    ) async throws {
        for transport in ServerLoops.Transport.allCases {
            let server = try await start(limits: limits, over: transport)
            let result = await blocking { try body(server) }
            server.controls.gate.open()
            _ = await server.server.drain(timeout: .zero)
            try await wait { server.server.connectionCount == 0 }
            try result.get()
        }
    }

    /// Does blocking work on a thread of its own.
    static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async -> Result<
        Value, any Error
    > {
        do {
            return .success(try await threads.runIfActive(work))
        } catch {
            return .failure(error)
        }
    }

    func connect(receiveBufferBytes: Int32? = nil) throws -> RawClient {
        try RawClient(port: UInt16(server.address.port ?? 0), receiveBufferBytes: receiveBufferBytes)
    }

    /// Sends on a connection of its own and returns everything that comes back until the server closes.
    func exchange(_ request: String, thenEndInput: Bool = false) throws -> String {
        let client = try connect()
        try client.send(request)
        if thenEndInput { client.endInput() }
        return String(decoding: client.readToEnd(), as: UTF8.self)
    }

    /// A minute in steps of 5 ms: what fails then does not fail because the machine has other work.
    private static let waitingTurns = 12_000

    /// Waits until something that the server does on its own has happened.
    func wait(for condition: () -> Bool) throws {
        for _ in 0..<Self.waitingTurns {
            if condition() { return }
            RawClient.pause(milliseconds: 5)
        }
        throw RawClient.Failure(reason: "a condition did not come about")
    }

    static func wait(for condition: () -> Bool) async throws {
        for _ in 0..<Self.waitingTurns {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw RawClient.Failure(reason: "connections were left open")
    }
}
