import Synchronization
import Testing

@testable import HTTPServer

/// Content that is wanted, content that is not, and the leave to send it.
@Suite struct ContentTests {
    private static let get = "GET /now?after HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func post(_ path: String, _ fields: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    private static func chunked(_ bytes: Int, pieces: Int = 1) -> String {
        String(
            repeating: String(bytes, radix: 16) + "\r\n" + String(repeating: "x", count: bytes) + "\r\n",
            count: pieces
        )
            + "0\r\n\r\n"
    }

    // MARK: Leave to send

    @Test(arguments: ["/collect", "/reply", "/upload"])
    func leaveToSendIsGivenWhereContentIsWanted(path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post(path, "Expect: 100-continue\r\nContent-Length: 5\r\n"))
            #expect(try client.readAnswer().head == "HTTP/1.1 100 Continue")
            try client.send("hello" + Self.get)
            let answer = try client.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.value("connection") == nil)
            #expect(try client.readAnswer().text == "now after")
        }
    }

    @Test func leaveToSendIsGivenForChunks() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/collect", "Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n"))
            #expect(try client.readAnswer().status == 100)
            try client.send(Self.chunked(5) + Self.get)
            #expect(try client.readAnswer().text == "xxxxx")
            #expect(try client.readAnswer().text == "now after")
        }
    }

    @Test func leaveToSendIsNotGivenToWhomSends() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/collect", "Expect: 100-continue\r\nContent-Length: 5\r\n") + "hello")
            #expect(try client.readAnswer().text == "hello")
        }
    }

    @Test func leaveToSendIsNotGivenForNothing() async throws {
        try await TestServer.run { server in
            for request in [
                Self.post("/collect", "Expect: 100-continue\r\n"),
                Self.post("/collect", "Expect: 100-continue\r\nContent-Length: 0\r\n"),
                "POST /collect HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
            ] {
                let client = try server.connect()
                try client.send(request)
                #expect(try client.readAnswer().status == 200)
            }
        }
    }

    @Test(arguments: [("/now", 200), ("/later", 200), ("/nothing", 404), ("/download?5", 200)])
    func anEarlyAnswerComesInPlaceOfTheLeaveAndIsTheLast(path: String, status: Int) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post(path, "Expect: 100-continue\r\nContent-Length: 5\r\n"))
            let answer = try client.readAnswer()
            #expect(answer.status == status)
            #expect(answer.has("Connection: close"))
            client.trySend(Array("hello".utf8))
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
        }
    }

    @Test func tooMuchContentIsRefusedBeforeTheLeaveIsGiven() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/collect", "Expect: 100-continue\r\nContent-Length: 1048577\r\n"))
            #expect(try client.readAnswer().status == 413)
            #expect(client.readToEnd() == [])
        }
    }

    // MARK: Wanted content

    @Test(arguments: [0, 1, 1000, 65_536, 1_048_576])
    func contentIsCollectedWhole(bytes: Int) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let content = String(repeating: "y", count: bytes)
            try client.send(Self.post("/collect", "Content-Length: \(bytes)\r\n") + content + Self.get)
            #expect(try client.readAnswer().text == content)
            #expect(try client.readAnswer().text == "now after")
        }
    }

    @Test func chunksAreCollectedWhole() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let content =
                "3;name=value;x=\"a; b\"\r\nabc\r\n00000a\r\n0123456789\r\n1;y\r\nZ\r\n"
                + "0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"
            try client.send(Self.post("/collect", "Transfer-Encoding: Chunked\r\n") + content + Self.get)
            #expect(try client.readAnswer().text == "abc0123456789Z")
            #expect(try client.readAnswer().text == "now after")
        }
    }

    @Test(arguments: ["Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"])
    func contentThatBreaksOffNeverReachesAHandlerAsWhole(rest: String) async throws {
        try await TestServer.run { server in
            for path in ["/collect", "/reply"] {
                let collected = "POST \(path) HTTP/1.1\r\nHost: a\r\n" + rest
                #expect(try server.exchange(collected, thenEndInput: true) == "")
            }
            #expect(
                try server.exchange("POST /upload HTTP/1.1\r\nHost: a\r\n" + rest, thenEndInput: true) == ""
            )
            try server.wait { server.controls.endings.withLock { $0 } == ["broken"] }
        }
    }

    // MARK: Unwanted content

    @Test(arguments: ["/now", "/later", "/nothing", "/download?5", "/upload/early"])
    func aLittleUnwantedContentIsDroppedAndTheConnectionLivesOn(path: String) async throws {
        try await TestServer.run { server in
            for content in [
                "Content-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1000),
                "Transfer-Encoding: chunked\r\n\r\n" + Self.chunked(100, pieces: 10),
            ] {
                let client = try server.connect()
                try client.send("POST \(path) HTTP/1.1\r\nHost: a\r\n" + content + Self.get)
                let answer = try client.readAnswer()
                if answer.has("Connection: close") {
                    // A streaming handler that answers early leaves the rest to chance.
                    #expect(path == "/upload/early")
                    continue
                }
                #expect(try client.readAnswer().text == "now after")
            }
        }
    }

    @Test(arguments: ["/now", "/later", "/download?5"])
    func muchUnwantedContentEndsTheConnectionButNotTheAnswer(path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post(path, "Content-Length: 4000000\r\n"))
            client.trySend([UInt8](repeating: 0x78, count: 4_000_000))
            let answer = try client.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.has("Connection: close"))
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
        }
    }

    @Test func endlessUnwantedChunksEndTheConnectionButNotTheAnswer() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.post("/now", "Transfer-Encoding: chunked\r\n"))
            client.trySend(Array(Self.chunked(10_000, pieces: 100).utf8))
            #expect(try client.readAnswer().status == 200)
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
        }
    }

    @Test func aMistakeInUnwantedContentIsNotAnsweredTwice() async throws {
        try await TestServer.run { server in
            let answers = try server.exchange(
                Self.post("/now", "Transfer-Encoding: chunked\r\n") + "nonsense\r\n" + Self.get
            )
            #expect(answers.split(separator: "HTTP/1.1 ").count == 1)
            #expect(answers.hasPrefix("HTTP/1.1 200 OK"))
        }
    }
}
