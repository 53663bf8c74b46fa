import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HTTPServer

/// Starting, and ending without cutting anybody off.
@Suite struct ListeningServerTests {
    private static let get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"

    private func start() async throws -> TestServer {
        let application = TestApplication()
        let server = try await ListeningServer.start(
            host: "127.0.0.1",
            port: 0,
            limits: TestServer.quickLimits,
            application: application,
            group: .singleton
        )
        return TestServer(application: application, server: server)
    }

    @Test func theAddressTellsTheRealPort() async throws {
        let server = try await start()
        #expect(server.server.address.port ?? 0 > 0)
        #expect(await server.server.drain(timeout: .seconds(1)) == 0)
    }

    @Test func anAddressInUseCannotBeBound() async throws {
        let server = try await start()
        await #expect(throws: IOError.self) {
            _ = try await ListeningServer.start(
                host: "127.0.0.1",
                port: server.server.address.port ?? 0,
                limits: HTTPLimits(),
                application: TestApplication(),
                group: .singleton
            )
        }
        _ = await server.server.drain(timeout: .zero)
    }

    @Test func drainingClosesIdleConnectionsAndLetsRequestsFinish() async throws {
        let server = try await start()
        let draining = Task { [server] in
            try await TestServer.wait { server.controls.served.load(ordering: .relaxed) == 3 }
            return await server.server.drain(timeout: .seconds(10))
        }
        let clients = await TestServer.blocking {
            let idle = try server.connect()
            try idle.send(Self.get)
            #expect(try idle.readAnswer().value("connection") == nil)
            let busy = try server.connect()
            try busy.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            let uploading = try server.connect()
            try uploading.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(idle.readToEnd() == [])
            #expect(!idle.wasReset)
            server.controls.gate.open()
            let answer = try busy.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.has("Connection: close"))
            #expect(busy.readToEnd() == [])
            try uploading.send("world")
            let late = try uploading.readAnswer()
            #expect(late.text == "took 10")
            #expect(late.has("Connection: close"))
            #expect(throws: RawClient.Failure.self) { _ = try server.connect() }
        }
        try clients.get()
        #expect(try await draining.value == 0)
        #expect(server.server.connectionCount == 0)
    }

    @Test func whatIsNotFinishedInTimeIsCutOff() async throws {
        let server = try await start()
        let client = await TestServer.blocking {
            let client = try server.connect()
            try client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            try server.wait { server.controls.bytesTaken.load(ordering: .relaxed) == 5 }
            return client.detached
        }
        #expect(await server.server.drain(timeout: .milliseconds(50)) == 1)
        try await TestServer.wait { server.server.connectionCount == 0 }
        try await TestServer.wait { server.controls.endings.withLock { $0 } == ["broken"] }
        try client.get().close()
    }
}
