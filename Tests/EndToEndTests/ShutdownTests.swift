import HTTPClient
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension EndToEndTests {
    /// How the service ends.
    @Suite(.timeLimit(.minutes(2)))
    struct ShutdownTests {
        let folder = TemporaryFolder()
        private static let content = #"{"id":"u1","email":"u1@example.com"}"#
        private static let head =
            "POST /users HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(content.utf8.count)\r\n\r\n"

        @Test(arguments: [SIGTERM, SIGINT])
        func aSignalEndsItWell(signal: Int32) async throws {
            let server = try await RunningServer(in: folder)
            _ = try await server.send("GET", "/livez")
            let outcome = try await server.stop(signal: signal)
            #expect(outcome.status == 0)
            let name = signal == SIGTERM ? "SIGTERM" : "SIGINT"
            #expect(outcome.errors.contains(#""message":"stopping","signal":"\#(name)""#))
            #expect(outcome.errors.contains(#""message":"stopped""#))
        }

        @Test func aRequestUnderWayIsAnsweredFirst() async throws {
            // One event loop, which tells all its connections of the end in one go.
            let server = try await RunningServer(environment: ["USERKV_THREADS": "1"], in: folder)
            var idle: SlowRequest? = try SlowRequest(port: server.port)
            let request = try SlowRequest(port: server.port)
            try request.send(Self.head)
            try request.send(String(Self.content.prefix(10)))
            // An answer on another connection says that the server has seen the first one's beginning.
            _ = try await server.send("GET", "/livez")
            server.program.send(signal: SIGTERM)
            // The end of an idle connection says that the others have been told; the log may say so before.
            #expect(await idle?.answer() == "")
            idle = nil
            try request.send(String(Self.content.dropFirst(10)))
            let answer = await request.answer()
            #expect(answer.hasPrefix("HTTP/1.1 201 "))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
            let outcome = try await server.program.outcome()
            #expect(outcome.status == 0)
            #expect(!outcome.errors.contains("cut off"))

            let again = try await RunningServer(in: folder)
            #expect(try await again.send("GET", "/users/u1").status == 200)
            #expect(try await again.stop().status == 0)
        }

        @Test func aRequestThatDoesNotEndIsCutOff() async throws {
            let server = try await RunningServer(
                environment: ["USERKV_SHUTDOWN_TIMEOUT": "100ms"],
                in: folder
            )
            let request = try SlowRequest(port: server.port)
            try request.send(Self.head)
            _ = try await server.send("GET", "/livez")
            let outcome = try await server.stop()
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("connections cut off"))
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func aSecondSignalEndsItAtOnce(signal: Int32) async throws {
            let server = try await RunningServer(environment: ["USERKV_SHUTDOWN_TIMEOUT": "60s"], in: folder)
            let request = try SlowRequest(port: server.port)
            try request.send(Self.head)
            _ = try await server.send("GET", "/livez")
            server.program.send(signal: signal)
            try await server.program.wait("the beginning of the end") {
                server.program.errors.contains("stopping")
            }
            server.program.send(signal: signal)
            let outcome = try await server.program.outcome()
            // Not ended by the signal itself, which does nothing to the first process of a container.
            #expect(outcome.signal == nil)
            #expect(outcome.status == 128 + signal)
        }

        @Test func outputThatNobodyReadsDoesNotHoldUpTheEnd() async throws {
            let program = try Program(["serve", "--port", "0"], in: folder, stalled: .output)
            try await program.wait("the beginning") { program.errors.contains("serving") }
            program.send(signal: SIGTERM)
            #expect(try await program.outcome().status == 0)
        }

        @Test func aLogThatNobodyReadsHoldsUpNeitherRequestsNorTheEnd() async throws {
            let server = try await RunningServer(
                environment: ["LOG_LEVEL": "debug"],
                in: folder,
                stalled: .errors
            )
            // At this level each request is logged.
            for _ in 0..<100 { #expect(try await server.send("GET", "/users/u1").status == 404) }
            #expect(try await server.stop().status == 0)
        }
    }
}
