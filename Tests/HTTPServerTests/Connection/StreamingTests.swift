import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// Content and answers that are longer than memory should be.
@Suite struct StreamingTests {
    /// What may be on the way between two programs: socket buffers of both sides and ours.
    private static let onTheWayMaximum = 32 * 1024 * 1024
    private static let block = [UInt8](repeating: 0x78, count: 1024 * 1024)

    private static func post(_ path: String, _ fields: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    @Test func aLongUploadReachesItsHandlerWhole() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/upload", "Content-Length: \(200 * Self.block.count)\r\n"))
            for _ in 0..<200 { try client.send(Self.block) }
            #expect(try client.readAnswer().text == "took \(200 * Self.block.count)")
            try client.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func anUploadWaitsForASlowHandler() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/upload/held", "Content-Length: \(200 * Self.block.count)\r\n"))
            var sent = 0
            var idleRounds = 0
            while idleRounds < 10 {
                let count = client.sendWithoutWaiting(Self.block)
                sent += count
                idleRounds = count == 0 ? idleRounds + 1 : 0
                if count == 0 { RawClient.pause(milliseconds: 5) }
                if sent > Self.onTheWayMaximum { break }
            }
            #expect(sent < Self.onTheWayMaximum)
            server.controls.gate.open()
            var left = 200 * Self.block.count - sent
            while left > 0 { left -= client.trySend(Array(Self.block.prefix(left))) }
            #expect(try client.readAnswer().text == "took \(200 * Self.block.count)")
        }
    }

    @Test func aHandlerThatIsBehindIsNotTheClientsFault() async throws {
        var limits = TestServer.quickLimits
        limits.contentTimeout = .milliseconds(600)
        try await TestServer.run(limits: limits) { server in
            let client = try server.connect()
            try client.send(Self.post("/upload/held", "Content-Length: \(Self.block.count)\r\n"))
            try client.send(Self.block)
            client.endInput()
            RawClient.pause(milliseconds: 1500)
            server.controls.gate.open()
            #expect(try client.readAnswer().text == "took \(Self.block.count)")
        }
    }

    @Test func tinyChunksAreBoundedByWhatTheyCost() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/upload/held", "Transfer-Encoding: chunked\r\n"))
            // On a busy machine the server could otherwise first see the connection after its end.
            try server.wait { server.server.connectionCount == 1 }
            let chunks = Array(String(repeating: "1\r\nx\r\n", count: 100_000).utf8)
            var sent = 0
            for _ in 0..<100 {
                sent += client.sendWithoutWaiting(chunks)
                RawClient.pause(milliseconds: 2)
            }
            #expect(sent < Self.onTheWayMaximum)
            client.reset()
            try server.wait { server.server.connectionCount == 0 }
            server.controls.gate.open()
            try server.wait { server.controls.endings.withLock { $0 } == ["broken"] }
            // Each piece, of one byte here, counts with its overhead, so few are held.
            #expect(server.controls.bytesTaken.load(ordering: .relaxed) < 5000)
        }
    }

    @Test(arguments: ["Content-Length: 5000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1388\r\n"])
    func anUploadAboveTheLimitOfItsRouteIsRefused(framing: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(
                "POST /upload/small HTTP/1.1\r\nHost: a\r\n" + framing + String(repeating: "x", count: 5000)
            )
            #expect(try client.readAnswer().status == 413)
            #expect(client.readToEnd() == [])
        }
    }

    @Test func anEarlyAnswerReachesAClientThatGoesOnSending() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/upload/early", "Content-Length: \(8 * Self.block.count)\r\n"))
            for _ in 0..<8 { client.trySend(Self.block) }
            let answer = try client.readAnswer()
            #expect(answer.status == 409)
            #expect(answer.has("Connection: close"))
            #expect(!client.wasReset)
        }
    }

    @Test(arguments: [true, false])
    func aClientThatVanishesGivesTheHandlerAnError(resets: Bool) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/upload", "Content-Length: \(Self.block.count)\r\n") + "part")
            try server.wait { server.controls.bytesTaken.load(ordering: .relaxed) == 4 }
            if resets { client.reset() } else { client.endInput() }
            try server.wait { server.controls.endings.withLock { $0 } == ["broken"] }
            withExtendedLifetime(client) {}
        }
    }

    // MARK: Answers

    @Test(arguments: ["1.0", "1.1"])
    func anAnswerThatBeginsBeforeTheContentEndsIsWhole(version: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let content = [UInt8](repeating: 0x63, count: 300_000)
            try client.send(
                "POST /upload/echo HTTP/\(version)\r\nHost: a\r\nContent-Length: \(content.count)\r\n\r\n"
            )
            let half = content.count / 2
            try client.send(Array(content[..<half]))
            try client.send(Array(content[half...]))
            let answer = try client.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.body == content)
        }
    }

    @Test(arguments: [0, 1, 16_384, 1_000_000])
    func aStreamedAnswerArrivesWhole(bytes: Int) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let request = "GET /download?\(bytes) HTTP/1.1\r\nHost: a\r\n\r\n"
            try client.send(request + request)
            #expect(try client.readAnswer().body.count == bytes)
            #expect(try client.readAnswer().body.count == bytes)
        }
    }

    @Test func aStreamedAnswerInHTTP10EndsWithTheConnection() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("GET /download?100000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let answer = try client.readAnswer()
            #expect(answer.has("Connection: close"))
            #expect(answer.value("transfer-encoding") == nil)
            #expect(answer.body.count == 100_000)
            #expect(!client.wasReset)
        }
    }

    @Test func anEndlessAnswerWaitsForASlowReader() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            var last = -1
            while server.controls.bytesSent.load(ordering: .relaxed) != last {
                last = server.controls.bytesSent.load(ordering: .relaxed)
                RawClient.pause(milliseconds: 100)
            }
            #expect(last < Self.onTheWayMaximum)
            client.reset()
            try server.wait { server.controls.endings.withLock { $0 } == ["unsent"] }
        }
    }

    @Test(arguments: ["1.0", "1.1"])
    func anAnswerThatBreaksOffDoesNotLookComplete(version: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("GET /broken HTTP/\(version)\r\nHost: a\r\n\r\n")
            let received = String(decoding: client.readToEnd(), as: UTF8.self)
            #expect(client.wasReset)
            #expect(!received.hasSuffix("0\r\n\r\n"))
        }
    }
}
