import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// Clients that keep the server waiting.
@Suite struct TimeoutTests {
    private static let get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Long limits but for the one under test, so that no other can be what ends the wait.
    private static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = TestServer.quickLimits
        change(&limits)
        return limits
    }

    @Test(arguments: ["G", "GET /now HTTP/1.1\r\nHost: a\r\n", "\r\n"])
    func aSlowHeadIsAnsweredWith408(start: String) async throws {
        try await TestServer.run(limits: Self.limits { $0.headTimeout = .milliseconds(100) }) { server in
            let client = try server.connect()
            try client.send(Self.get)
            #expect(try client.readAnswer().status == 200)
            try client.send(start)
            let answer = try client.readAnswer()
            #expect(answer.status == 408)
            #expect(answer.has("Connection: close"))
            #expect(client.readToEnd() == [])
        }
    }

    @Test func aHeadThatDripsIsAnsweredWith408() async throws {
        try await TestServer.run(limits: Self.limits { $0.headTimeout = .milliseconds(200) }) { server in
            let client = try server.connect()
            for byte in "GET /now HTTP/1.1\r\nX: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".utf8 {
                if client.trySend([byte]) == 0 { break }
                RawClient.pause(milliseconds: 20)
            }
            #expect(try client.readAnswer().status == 408)
        }
    }

    @Test(arguments: ["/collect", "/reply", "/upload"])
    func slowContentIsAnsweredWith408(path: String) async throws {
        try await TestServer.run(limits: Self.limits { $0.contentTimeout = .milliseconds(100) }) { server in
            let client = try server.connect()
            try client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try client.readAnswer().status == 408)
            #expect(client.readToEnd() == [])
        }
    }

    @Test(arguments: ServerLoops.Transport.allCases, ["/collect", "/upload"])
    func aLoopThatIsKeptFromItsWorkIsNotTheClientsFault(
        transport: ServerLoops.Transport,
        path: String
    ) async throws {
        let loops = try ServerLoops(count: 1, over: transport)
        let limits = Self.limits { $0.contentTimeout = .milliseconds(200) }
        let server = try await TestServer.start(limits: limits, on: loops)
        let answer = await TestServer.blocking {
            let client = try server.connect()
            try client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            try server.wait { server.metrics.activeRequests == 1 }
            let isKept = loops.eventLoops[0].makePromise(of: Void.self)
            loops.eventLoops[0].execute {
                isKept.succeed(())
                RawClient.pause(milliseconds: 500)
            }
            try isKept.futureResult.wait()
            try client.send("world")
            return try client.readAnswer().status
        }
        #expect(try answer.get() == 200)
        _ = await server.server.drain(timeout: .zero)
        await loops.stop()
    }

    @Test func slowUnwantedContentEndsTheConnection() async throws {
        try await TestServer.run(limits: Self.limits { $0.contentTimeout = .milliseconds(100) }) { server in
            let client = try server.connect()
            try client.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try client.readAnswer().status == 200)
            #expect(client.readToEnd() == [])
        }
    }

    @Test func anIdleConnectionIsClosedWithoutAWord() async throws {
        try await TestServer.run(limits: Self.limits { $0.idleTimeout = .milliseconds(100) }) { server in
            let fresh = try server.connect()
            let used = try server.connect()
            try used.send(Self.get)
            #expect(try used.readAnswer().status == 200)
            #expect(fresh.readToEnd() == [])
            #expect(used.readToEnd() == [])
            #expect(!fresh.wasReset && !used.wasReset)
        }
    }

    @Test(arguments: ["/big?50000000", "/endless"])
    func aReaderThatTakesNothingIsClosed(path: String) async throws {
        try await TestServer.run(limits: Self.limits { $0.writeTimeout = .milliseconds(200) }) { server in
            let client = try server.connect(receiveBufferBytes: 4096)
            try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.controls.served.load(ordering: .relaxed) == 1 }
            try server.wait { server.server.connectionCount == 0 }
            withExtendedLifetime(client) {}
        }
    }

    @Test(arguments: ["keep-alive", "close"])
    func aReaderThatIsSlowButTakesSomethingGetsEverything(connection: String) async throws {
        try await TestServer.run(limits: Self.limits { $0.writeTimeout = .milliseconds(800) }) { server in
            let client = try server.connect(receiveBufferBytes: 65_536)
            try client.send("GET /big?12000000 HTTP/1.1\r\nHost: a\r\nConnection: \(connection)\r\n\r\n")
            client.endInput()
            let bytes = client.readToEnd { RawClient.pause(milliseconds: 6) }
            #expect(bytes.count > 12_000_000)
            #expect(!client.wasReset)
        }
    }

    @Test func aClientThatNeverClosesIsClosedAfterItsLastAnswer() async throws {
        let limits = Self.limits {
            $0.lingerTimeout = .milliseconds(100)
            $0.lingerTotalTimeout = .milliseconds(400)
        }
        try await TestServer.run(limits: limits) { server in
            let silent = try server.connect()
            let chatty = try server.connect()
            for client in [silent, chatty] {
                try client.send("bad\r\n\r\n")
                #expect(try client.readAnswer().status == 400)
            }
            while chatty.trySend([0x78]) == 1 { RawClient.pause(milliseconds: 10) }
            try server.wait { server.server.connectionCount == 0 }
            withExtendedLifetime([silent, chatty]) {}
        }
    }
}
