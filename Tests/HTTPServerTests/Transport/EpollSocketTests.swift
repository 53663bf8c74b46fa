#if os(Linux)
import Glibc
import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// What the system does to a socket, and what its connection hears of it.
@Suite struct EpollSocketTests {
    private static let get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"

    private func run(_ body: @escaping @Sendable (TestServer) throws -> Void) async throws {
        let server = try await TestServer.start(over: .epoll)
        let result = await TestServer.blocking { try body(server) }
        server.controls.gate.open()
        _ = await server.server.drain(timeout: .zero)
        try await TestServer.wait { server.server.connectionCount == 0 }
        try result.get()
    }

    @Test func aResetWhileNothingIsReadEndsTheConnection() async throws {
        try await run { server in
            let client = try server.connect()
            // The second request is not read before the first is answered, so a third is not even asked for.
            try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
            try server.wait { server.controls.served.load(ordering: .relaxed) == 1 }
            try client.send(Self.get)
            RawClient.pause(milliseconds: 30)
            client.reset()
            try server.wait { server.server.connectionCount == 0 }
        }
    }

    @Test func aResetWhileAnswersWaitEndsTheConnection() async throws {
        try await run { server in
            let client = try server.connect(receiveBufferBytes: 4096)
            try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.controls.bytesSent.load(ordering: .relaxed) > 100_000 }
            client.reset()
            try server.wait { server.server.connectionCount == 0 }
        }
    }

    @Test func answersLargerThanTheSystemTakesArriveWholeAndInOrder() async throws {
        try await run { server in
            let client = try server.connect(receiveBufferBytes: 4096)
            let sizes = [3_000_000, 1, 0, 70_000, 200_000]
            for size in sizes { try client.send("GET /big?\(size) HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get) }
            RawClient.pause(milliseconds: 30)
            for size in sizes {
                #expect(try client.readAnswer().body.count == size)
                #expect(try client.readAnswer().text == "now ")
            }
        }
    }

    /// A read ends at the mark of an urgent byte although more has arrived behind it, and nobody is told again (tcp(7)).
    @Test func anUrgentByteDoesNotHideWhatIsBehindIt() async throws {
        try await run { server in
            let client = try server.connect()
            // The beginning of a second request keeps the server from reading on before it has answered the first.
            try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\nG")
            try server.wait { server.controls.served.load(ordering: .relaxed) == 1 }
            try client.send("ET /now HTTP/1.1\r\n")
            client.sendUrgent(0x21)
            try client.send("Host: a\r\n\r\n")
            RawClient.pause(milliseconds: 30)
            server.controls.gate.open()
            #expect(try client.readAnswer().status == 200)
            #expect(try client.readAnswer().text == "now ")
        }
    }

    /// Where a read ends at the end of the last request, what follows is not known of but by the read having been full.
    @Test func theLastAnswerReachesAClientThatHasSentMore() async throws {
        try await run { server in
            let begin = "GET /big?2000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Pad: "
            let pad = String(repeating: "x", count: HTTPLimits.readBytes - begin.utf8.count - 4)
            let client = try server.connect(receiveBufferBytes: 4096)
            try client.send(begin + pad + "\r\n\r\n" + String(repeating: Self.get, count: 100))
            RawClient.pause(milliseconds: 30)
            #expect(client.readToEnd().count > 2_000_000)
            #expect(!client.wasReset)
        }
    }

    /// The answers of one turn to clients of which one has gone: the others get theirs.
    @Test func aBrokenSocketDoesNotTouchItsNeighbours() async throws {
        try await run { server in
            for _ in 0..<20 {
                let clients = try (0..<16).map { _ in try server.connect() }
                for client in clients { try client.send(Self.get) }
                for client in clients[..<8] { client.reset() }
                for client in clients[8...] { #expect(try client.readAnswer().text == "now ") }
            }
            try server.wait { server.server.connectionCount == 0 }
        }
    }

    /// Connections are shared out to the loops, so two of them are on different ones.
    @Test func everyLoopServes() async throws {
        try await run { server in
            let clients = try (0..<8).map { _ in try server.connect() }
            for _ in 0..<3 {
                for client in clients { try client.send(Self.get) }
                for client in clients { #expect(try client.readAnswer().status == 200) }
            }
            #expect(server.server.connectionCount == 8)
        }
    }
}
#endif
