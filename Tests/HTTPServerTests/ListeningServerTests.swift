import NIOCore
import Synchronization
import Testing

@testable import HTTPServer

/// Starting, and ending without cutting anybody off.
@Suite struct ListeningServerTests {
    private static let get = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: ServerLoops.Transport.allCases)
    func theAddressTellsTheRealPort(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
        #expect(server.server.address.port ?? 0 > 0)
        #expect(await server.server.drain(timeout: .seconds(1)) == 0)
    }

    @Test(arguments: ServerLoops.Transport.allCases)
    func anAddressInUseCannotBeBound(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
        await #expect(throws: (any Error).self) {
            _ = try await TestServer.start(port: server.server.address.port ?? 0, over: transport)
        }
        _ = await server.server.drain(timeout: .zero)
    }

    @Test(arguments: ServerLoops.Transport.allCases)
    func drainingClosesIdleConnectionsAndLetsRequestsFinish(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
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

    /// A client that was let go tells others of it, and these rely on what their answers say.
    @Test(arguments: ServerLoops.Transport.allCases, 0..<4)
    func afterTheFirstIsLetGoEveryAnswerIsTheLast(transport: ServerLoops.Transport, round: Int) async throws {
        // With many loops it takes some time to tell them all.
        let loops = try ServerLoops(count: 32, over: transport)
        let server = try await TestServer.start(on: loops)
        let clients = try await TestServer.blocking {
            let idle = try (0..<32).map { _ in try server.connect() }
            for client in idle {
                try client.send(Self.get)
                _ = try client.readAnswer()
            }
            let busy = try (0..<32).map { _ in try server.connect() }
            for client in busy { try client.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n") }
            return (idle: idle.map(\.detached), busy: busy.map(\.detached))
        }.get()
        try await TestServer.wait { server.controls.served.load(ordering: .relaxed) == 64 }
        let draining = Task { [server] in await server.server.drain(timeout: .seconds(10)) }
        try await TestServer.blocking { [clients] in
            // Without a pause, which would be longer than what is looked for; a minute at most.
            let end = ContinuousClock.now.advanced(by: .seconds(60))
            while server.server.connectionCount == 64, ContinuousClock.now < end {}
            server.controls.gate.open()
            for client in clients.busy {
                let answer = try RawClient(client).readAnswer()
                #expect(answer.has("Connection: close"))
            }
            for client in clients.idle { #expect(RawClient(client).readToEnd() == []) }
        }.get()
        #expect(await draining.value == 0)
        await loops.stop()
    }

    /// Closing with bytes unread would reset the connection, and the client would lose what it has not read yet.
    @Test(arguments: ServerLoops.Transport.allCases)
    func drainingLosesNoAnswerOfAClientThatIsBehind(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
        let client = await TestServer.blocking {
            let client = try server.connect(receiveBufferBytes: 4096)
            try client.send("GET /big?4000000 HTTP/1.1\r\nHost: a\r\n\r\n")
            try server.wait { server.controls.served.load(ordering: .relaxed) == 1 }
            RawClient.pause(milliseconds: 30)
            try client.send(String(repeating: Self.get, count: 500))
            RawClient.pause(milliseconds: 30)
            return client.detached
        }
        let draining = Task { [server] in await server.server.drain(timeout: .seconds(10)) }
        let rest = try await TestServer.blocking { [client] in
            RawClient.pause(milliseconds: 50)
            let reader = RawClient(try client.get())
            let bytes = reader.readToEnd()
            return (count: bytes.count, wasReset: reader.wasReset)
        }.get()
        #expect(rest.count > 4_000_000)
        #expect(!rest.wasReset)
        #expect(await draining.value == 0)
    }

    @Test(arguments: ServerLoops.Transport.allCases)
    func whatIsNotFinishedInTimeIsCutOff(transport: ServerLoops.Transport) async throws {
        let server = try await TestServer.start(over: transport)
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
