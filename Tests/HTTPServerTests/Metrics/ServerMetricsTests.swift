import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// What a server counts about its requests.
@Suite struct ServerMetricsTests {
    /// Method, route, status and number of the requests counted so far.
    private static func counts(_ server: TestServer) -> [String] {
        server.metrics.requests.map { requests in
            let method = requests.method.map { "\($0.name)" } ?? "none"
            let count = requests.durations.counts.reduce(0, +)
            return "\(method) \(requests.route ?? "none") \(requests.status) \(count)"
        }
    }

    /// The causes for which requests were aborted, each with the number of them.
    private static func aborts(_ server: TestServer) -> [String] {
        RequestAbort.allCases.compactMap { cause in
            let count = server.metrics.aborts(cause)
            return count == 0 ? nil : "\(cause) \(count)"
        }
    }

    @Test func requestsAreCountedByMethodRouteAndStatus() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for _ in 0..<3 {
                try client.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try client.readAnswer()
            }
            try client.send("HEAD /now HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try client.readAnswer(isHead: true)
            try client.send("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
            _ = try client.readAnswer()
            // Two at once.
            let later = "GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
            try client.send(later + "BREW /response HTTP/1.1\r\nHost: a\r\n\r\n")
            for _ in 0..<2 { _ = try client.readAnswer() }
            #expect(
                Self.counts(server) == [
                    "GET none 200 1", "POST none 200 1", "none none 201 1", "GET /now 200 3",
                    "HEAD /now 200 1",
                ]
            )
            #expect(server.metrics.activeRequests == 0)
        }
    }

    @Test func whatIsRefusedIsCountedToo() async throws {
        try await TestServer.run { server in
            _ = try server.exchange("GET / HTTP/3\r\n\r\n")
            _ = try server.exchange(
                "GET /now HTTP/1.1\r\nHost: a\r\n\r\nPOST /collect HTTP/1.1\r\nHost: a\r\n"
                    + "Content-Length: 90000000\r\n\r\n"
            )
            #expect(Self.counts(server) == ["POST none 413 1", "none none 400 1", "GET /now 200 1"])
            #expect(server.metrics.activeRequests == 0)
        }
    }

    @Test func aRequestIsActiveUntilItIsAnsweredOrItsClientHasGone() async throws {
        try await TestServer.run { server in
            let staying = try server.connect()
            let leaving = try server.connect()
            for client in [staying, leaving] { try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n") }
            try server.wait { server.metrics.activeRequests == 2 }
            #expect(server.metrics.connectionCount == 2)
            leaving.reset()
            try server.wait { server.metrics.activeRequests == 1 }
            #expect(Self.counts(server).isEmpty)
            #expect(Self.aborts(server) == ["clientGone 1"])
            server.controls.gate.open()
            _ = try staying.readAnswer()
            #expect(Self.counts(server) == ["GET none 200 1"])
            #expect(server.metrics.activeRequests == 0)
        }
    }

    @Test func aStreamedAnswerIsCountedAtItsEnd() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.controls.bytesSent.load(ordering: .relaxed) > 0 }
            #expect(Self.counts(server).isEmpty)
            #expect(server.metrics.activeRequests == 1)
            client.reset()
            try server.wait { server.metrics.activeRequests == 0 }
            #expect(Self.counts(server).isEmpty)
            let other = try server.connect()
            try other.send("GET /download?100000 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.readAnswer().body.count == 100_000)
            #expect(Self.counts(server) == ["GET none 200 1"])
        }
    }

    @Test func anAnswerThatBreaksOffIsCountedAsThat() async throws {
        try await TestServer.run { server in
            _ = try server.exchange("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.metrics.activeRequests == 0 }
            #expect(Self.aborts(server) == ["answerBrokeOff 1"])
            #expect(Self.counts(server).isEmpty)
        }
    }

    @Test func aReaderThatTakesNothingTimesOut() async throws {
        var limits = TestServer.quickLimits
        limits.writeTimeout = .milliseconds(200)
        try await TestServer.run(limits: limits) { server in
            let client = try server.connect(receiveBufferBytes: 4096)
            try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { Self.aborts(server) == ["timedOut 1"] }
            withExtendedLifetime(client) {}
        }
    }

    @Test(arguments: ServerLoops.Transport.allCases)
    func whatIsUnderWayWhenTheServerEndsIsCutOff(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
        let client = await TestServer.blocking {
            let client = try server.connect()
            try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.metrics.activeRequests == 1 }
            return client.detached
        }
        #expect(await server.server.drain(timeout: .zero) == 1)
        #expect(Self.aborts(server) == ["cutOff 1"])
        server.controls.gate.open()
        try client.get().close()
    }

    @Test func connectionsThatAreNotServedAreNoRequests() async throws {
        var limits = TestServer.quickLimits
        limits.connectionsMaximum = 1
        limits.refusedConnectionsMaximum = 1
        try await TestServer.run(limits: limits) { server in
            let served = try server.connect()
            try served.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try served.readAnswer()
            let refused = try server.connect()
            #expect(try refused.readAnswer().status == 503)
            #expect(try server.connect().readToEnd() == [])
            #expect(server.metrics.refusedConnections == 2)
            #expect(Self.counts(server) == ["GET /now 200 1"])
            withExtendedLifetime((served, refused)) {}
        }
    }

    @Test func loopsCountTogether() {
        let metrics = ServerMetrics()
        let loops = [metrics.makeLoopMetrics(), metrics.makeLoopMetrics()]
        let route = metrics.number(ofRoute: "/a")
        #expect(metrics.number(ofRoute: "/b") != route)
        #expect(metrics.number(ofRoute: "/a") == route)
        for (index, loop) in loops.enumerated() {
            loop.begin()
            loop.begin()
            loop.end(
                RequestKind(method: .get, route: route, status: 200),
                nanoseconds: Int64(index) * 2_000_000
            )
        }
        #expect(metrics.activeRequests == 2)
        let requests = metrics.requests
        #expect(requests.map(\.route) == ["/a"])
        #expect(requests.first?.durations.counts.prefix(4) == [1, 0, 1, 0])
        #expect(requests.first?.durations.totalNanoseconds == 2_000_000)
    }

    @Test(arguments: [
        (0, 0), (500_000, 0), (500_001, 1), (1_000_000, 1), (10_000_000_000, 16), (10_000_000_001, 17),
        (Int64.max, 17),
    ]) func boundsBelongToTheRangeBelowThem(_ nanoseconds: Int64, _ range: Int) {
        #expect(DurationHistogram.range(ofNanoseconds: nanoseconds) == range)
    }
}
