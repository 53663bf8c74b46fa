import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import HTTPServer

/// Too many, too fast, too broken: the server stays bounded and forgets nobody.
@Suite struct OverloadTests {
    private static let get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func aConnectionTooManyIsToldSo() async throws {
        var limits = TestServer.quickLimits
        limits.connectionsMaximum = 3
        limits.refusedConnectionsMaximum = 1
        try await TestServer.run(limits: limits) { server in
            let served = try (0..<3).map { _ in try server.connect() }
            for client in served {
                try client.send(Self.get)
                #expect(try client.readAnswer().status == 200)
            }
            let refused = try server.connect()
            let answer = try refused.readAnswer()
            #expect(answer.status == 503)
            #expect(answer.head.contains("X-Refused: "))
            #expect(!answer.body.isEmpty)
            #expect(answer.has("Connection: close"))
            let dropped = try server.connect()
            #expect(dropped.readToEnd() == [])
            refused.reset()
            served[0].reset()
            try server.wait { server.server.connectionCount == 2 }
            let next = try server.connect()
            try next.send(Self.get)
            #expect(try next.readAnswer().status == 200)
            withExtendedLifetime(served) {}
        }
    }

    @Test(arguments: ["/now", "/later", "/big?10000"])
    func aFloodOfPipelinedRequestsByAClientThatNeverReadsStaysBounded(path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect(receiveBufferBytes: 4096)
            let flood = Array(String(repeating: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n", count: 2000).utf8)
            var last = -1
            var sent = 0
            while server.controls.served.load(ordering: .relaxed) != last {
                last = server.controls.served.load(ordering: .relaxed)
                for _ in 0..<50 {
                    sent += client.sendWithoutWaiting(flood)
                    RawClient.pause(milliseconds: 2)
                }
            }
            // Once the client's window and the server's buffers are full, no request is looked at any more.
            let answerBytes = path.hasPrefix("/big") ? 10_000 : 350
            #expect(last * answerBytes < 8 * 1024 * 1024)
            #expect(sent < 8 * 1024 * 1024)
        }
    }

    @Test func whatAConnectionHoldsDoesNotGrowWithWhatItHasServed() throws {
        let loop = EmbeddedEventLoop()
        let connection = try EmbeddedConnection(ConnectionTable(loop), loop)
        let (channel, handler) = (connection.channel, connection.handler)
        let request = Array(Self.get.utf8)
        try channel.writeInbound(ByteBuffer(bytes: request.prefix(10)))
        for _ in 0..<1000 {
            try channel.writeInbound(ByteBuffer(bytes: request.dropFirst(10) + request.prefix(10)))
            // The end of the turn, at which answers go out.
            loop.run()
            #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        }
        #expect(handler.inbound.readableBytes == 10)
        #expect(handler.inbound.storageCapacity < 4096)
        #expect(handler.writer.buffer.storageCapacity == 0)
        _ = try channel.finish()
    }

    @Test func aConnectionWithManyLargeAnswersLetsOthersBeServed() throws {
        let loop = EmbeddedEventLoop()
        let table = ConnectionTable(loop)
        let connections = try [EmbeddedConnection(table, loop), EmbeddedConnection(table, loop)]
        let large = "GET /big?300000 HTTP/1.1\r\nHost: a\r\n\r\n"
        try connections[0].channel.writeInbound(ByteBuffer(string: String(repeating: large, count: 20)))
        func sent(_ connection: EmbeddedConnection) throws -> Int {
            var bytes = 0
            while let piece = try connection.channel.readOutbound(as: ByteBuffer.self) {
                bytes += piece.readableBytes
            }
            return bytes
        }
        let first = try sent(connections[0])
        #expect(first > 300_000 && first < 2 * HTTPLimits.passBytesMaximum)
        try connections[1].channel.writeInbound(ByteBuffer(string: Self.get))
        loop.run()
        #expect(try sent(connections[1]) > 0)
        let rest = try sent(connections[0])
        #expect(first + rest > 20 * 300_000)
        #expect(connections[0].handler.inbound.readableBytes == 0)
        for connection in connections { _ = try connection.channel.finish() }
    }

    @Test func inputThatNeverEndsAtTheEndOfARequestIsServed() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            // Every piece ends within a head, so something is always left over.
            let request = Array(Self.get.utf8)
            try client.send(Array(request.prefix(10)))
            for _ in 0..<500 {
                try client.send(Array(request.dropFirst(10) + request.prefix(10)))
                #expect(try client.readAnswer().status == 200)
            }
        }
    }

    /// What a client may have sent when it vanishes.
    static let beginnings = [
        "", "G", "GET /now HTTP/1.1\r\nHost: a\r\n", get, get + get + "GET",
        "GET /later HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n" + get, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /big?30000000 HTTP/1.1\r\nHost: a\r\n\r\n" + get, "bad\r\n\r\n",
        "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST /upload/held HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX:",
        "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello",
        "POST /collect HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
        "POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nhello",
    ]

    @Test(arguments: beginnings, [true, false])
    func noConnectionIsLeftOfAClientThatVanishes(sent: String, resets: Bool) async throws {
        try await TestServer.run { server in
            for pause in [0, 1, 5] as [UInt32] {
                let client = try server.connect()
                client.trySend(Array(sent.utf8))
                RawClient.pause(milliseconds: pause)
                if resets { client.reset() }
            }
            server.controls.gate.open()
            try server.wait { server.server.connectionCount == 0 }
            let client = try server.connect()
            try client.send(Self.get)
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func manyConnectionsAtOnceAreServed() async throws {
        try await TestServer.run { server in
            let clients = try (0..<200).map { _ in try server.connect() }
            for client in clients { try client.send(Self.get + "GET /later?x HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients {
                #expect(try client.readAnswer().status == 200)
                #expect(try client.readAnswer().text == "later x")
            }
        }
    }
}
