import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// What is told to who keeps a log of requests.
@Suite struct RequestLogTests {
    private final class Record: RequestLog {
        let requests = Mutex<[EndedRequest]>([])

        func note(_ request: EndedRequest) {
            requests.withLock { $0.append(request) }
        }

        var lines: [String] {
            requests.withLock { $0 }.map { request in
                let method = request.method.map { "\($0.name)" } ?? "none"
                let status = request.status.map { "\($0)" } ?? "none"
                let abort = request.abort.map { " \($0)" } ?? ""
                return "\(method) \(request.path ?? "none") \(status)\(abort)"
            }
        }
    }

    /// Runs a test's client against servers that keep a record.
    private static func run(_ body: @escaping @Sendable (TestServer, Record) throws -> Void) async throws {
        for transport in ServerLoops.Transport.allCases {
            let record = Record()
            let server = try await TestServer.start(over: transport, requestLog: record)
            let result = await TestServer.blocking { try body(server, record) }
            server.controls.gate.open()
            _ = await server.server.drain(timeout: .zero)
            try result.get()
        }
    }

    @Test func requestsAreToldInTheOrderOfTheirEnds() async throws {
        try await Self.run { server, record in
            let client = try server.connect()
            try client.send(
                "GET /now?secret=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n"
                    + "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                    + "BREW /response HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            for _ in 0..<3 { _ = try client.readAnswer() }
            _ = try server.exchange("nonsense\r\n\r\n")
            #expect(
                record.lines == ["GET /now 200", "POST /collect 200", "none /response 201", "none none 400"]
            )
            let first = try #require(record.requests.withLock { $0.first })
            #expect(first.requestID.text == "mine")
            #expect(first.peerAddress == "127.0.0.1")
            #expect(first.nanoseconds > 0)
        }
    }

    @Test func aRequestThatIsNotAnsweredIsToldWithItsCause() async throws {
        try await Self.run { server, record in
            let client = try server.connect()
            try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.metrics.activeRequests == 1 }
            client.reset()
            try server.wait { server.metrics.activeRequests == 0 }
            _ = try server.exchange("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { record.lines.count == 2 }
            // The head of the latter had been sent.
            #expect(record.lines == ["GET /gate none clientGone", "GET /broken 200 answerBrokeOff"])
        }
    }
}
