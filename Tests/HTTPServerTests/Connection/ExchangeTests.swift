import Synchronization
import Testing

@testable import HTTPServer

/// What a well-behaved client sees: order, keep-alive, forms of requests.
@Suite struct ExchangeTests {
    private static func get(_ target: String, _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n"
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let paths = (0..<40).map { $0 % 3 == 0 ? "/later?\($0)" : "/now?\($0)" }
            try client.send(paths.map { Self.get($0) }.joined())
            for (index, path) in paths.enumerated() {
                let kind = path.hasPrefix("/later") ? "later" : "now"
                #expect(try client.readAnswer().text == "\(kind) \(index)")
            }
        }
    }

    /// More connections than wait for the end of a turn together.
    @Test(arguments: ["/now", "/later", "/collect", "/reply"])
    func manyThatAskAtOnceAreAllAnswered(path: String) async throws {
        try await TestServer.run { server in
            let clients = try (0..<(HTTPLimits.gatheredAnswersMaximum * 2 + 1)).map { _ in
                try server.connect()
            }
            for _ in 0..<3 {
                for (number, client) in clients.enumerated() {
                    let content = "\(number)"
                    try client.send(
                        ["/collect", "/reply"].contains(path)
                            ? "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(content.utf8.count)\r\n\r\n"
                                + content
                            : Self.get("\(path)?\(number)")
                    )
                }
                for (number, client) in clients.enumerated() {
                    #expect(try client.readAnswer().text.hasSuffix("\(number)"))
                }
            }
        }
    }

    @Test func aHandlerIsToldTheAddressOfTheClient() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get("/peer"))
            #expect(try client.readAnswer().text == "127.0.0.1")
        }
    }

    /// At once, from the loop later, and from another thread; content that is worked on in the loop and in the pool.
    @Test(arguments: ["", "?later", "?elsewhere"], [5, 100_000])
    func repliesWithoutATaskComeInTheOrderOfTheRequests(place: String, count: Int) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let posts = ["a", "b", "c"].map { letter in
                "POST /reply\(place) HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                    + String(repeating: letter, count: count)
            }
            try client.send(posts.joined(separator: Self.get("/now?between")))
            for expected in ["a", "now between", "b", "now between", "c"] {
                let answer = try client.readAnswer()
                #expect(answer.status == 200)
                #expect(
                    answer.text
                        == (expected.count == 1 ? String(repeating: expected, count: count) : expected)
                )
            }
        }
    }

    @Test func aSecondReplyIsNobodysAnswer() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            let post = "POST /reply?kept HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            try client.send(post + Self.get("/late") + Self.get("/now?after"))
            for text in ["hello", "late", "now after"] { #expect(try client.readAnswer().text == text) }
        }
    }

    @Test func aReplyToAClientThatHasLeftIsDropped() async throws {
        try await TestServer.run { server in
            let post = "POST /reply?gate HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            do {
                let client = try server.connect()
                try client.send(post)
                try server.wait { server.controls.served.load(ordering: .relaxed) == 1 }
            }
            server.controls.gate.open()
            let other = try server.connect()
            try other.send(Self.get("/now?1"))
            #expect(try other.readAnswer().text == "now 1")
        }
    }

    @Test func pipelinedRequestsAreAnsweredHoweverTheyAreSplit() async throws {
        try await TestServer.run { server in
            let post = "POST /collect HTTP/1.1\r\nHost: a\r\n"
            let stream =
                Self.get("/now?1") + post + "Content-Length: 5\r\n\r\nhello" + Self.get("/later?2") + post
                + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n"
                + Self.get("/now?3")
            let bytes = Array(stream.utf8)
            for size in [1, 2, 3, 7, 31, 200] {
                let client = try server.connect()
                for start in stride(from: 0, to: bytes.count, by: size) {
                    try client.send(Array(bytes[start..<min(start + size, bytes.count)]))
                }
                let texts = try (0..<5).map { _ in try client.readAnswer().text }
                #expect(texts == ["now 1", "hello", "later 2", "hello", "now 3"])
            }
        }
    }

    @Test(arguments: ["/now", "/later", "/collect", "/reply", "/download?5"])
    func everythingPipelinedIsAnsweredAfterTheClientEndsItsInput(path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(String(repeating: Self.get(path), count: 20))
            client.endInput()
            for _ in 0..<20 { #expect(try client.readAnswer().status == 200) }
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
        }
    }

    @Test func anAnswerThatTakesLongerThanTheClientsInputStillComes() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get("/gate?1") + Self.get("/now?2"))
            client.endInput()
            RawClient.pause(milliseconds: 50)
            server.controls.gate.open()
            #expect(try client.readAnswer().text == "gate 1")
            #expect(try client.readAnswer().text == "now 2")
            #expect(client.readToEnd() == [])
        }
    }

    struct KeepAliveCase: Sendable {
        let version: String
        let fields: String
        let isKept: Bool
        let field: String?
    }

    static let keepAliveCases = [
        KeepAliveCase(version: "1.1", fields: "", isKept: true, field: nil),
        KeepAliveCase(version: "1.1", fields: "Connection: keep-alive\r\n", isKept: true, field: nil),
        KeepAliveCase(version: "1.1", fields: "Connection: close\r\n", isKept: false, field: "close"),
        KeepAliveCase(version: "1.1", fields: "Connection: x, CLOSE ,y\r\n", isKept: false, field: "close"),
        KeepAliveCase(
            version: "1.1",
            fields: "Connection: x\r\nConnection: close\r\n",
            isKept: false,
            field: "close"
        ),
        KeepAliveCase(version: "1.1", fields: "Connection: closed\r\n", isKept: true, field: nil),
        KeepAliveCase(version: "1.0", fields: "", isKept: false, field: "close"),
        KeepAliveCase(
            version: "1.0",
            fields: "Connection: Keep-Alive\r\n",
            isKept: true,
            field: "keep-alive"
        ),
        KeepAliveCase(
            version: "1.0",
            fields: "Connection: keep-alive, close\r\n",
            isKept: false,
            field: "close"
        ),
    ]

    @Test(arguments: keepAliveCases, ["/now", "/later"])
    func theConnectionIsKeptAsTheClientAsks(_ asked: KeepAliveCase, path: String) async throws {
        try await TestServer.run { server in
            let request = "GET \(path) HTTP/\(asked.version)\r\nHost: a\r\n\(asked.fields)\r\n"
            let client = try server.connect()
            try client.send(request)
            let answer = try client.readAnswer()
            #expect(answer.value("connection") == asked.field)
            if asked.isKept {
                try client.send(request)
                #expect(try client.readAnswer().status == 200)
            } else {
                #expect(client.readToEnd() == [])
                #expect(!client.wasReset)
            }
        }
    }

    @Test func anApplicationCanMakeAnAnswerTheLast() async throws {
        try await TestServer.run { server in
            let answer = try server.exchange(Self.get("/close") + Self.get("/now"))
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.hasSuffix("closing"))
        }
    }

    @Test(arguments: ["/now", "/later", "/big?100000", "/download?5", "/nothing"])
    func headAnswersLikeGetWithoutContent(path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get(path))
            let get = try client.readAnswer()
            try client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get("/now?after"))
            let head = try client.readAnswer(isHead: true)
            #expect(head.status == get.status)
            #expect(head.value("content-length") == get.value("content-length"))
            #expect(head.value("transfer-encoding") == get.value("transfer-encoding"))
            #expect(try client.readAnswer().text == "now after")
        }
    }

    @Test(arguments: [
        ("http://example.org/now?q", "/now"), ("HTTPS://example.org:8080/now?q", "/now"),
        ("http://[::1]:80/now?q", "/now"),
        ("http://example.org?q", "/"), ("/now?q", "/now"), ("/?q", "/"),
    ])
    func aTargetInAbsoluteFormIsServedAsItsPath(target: String, path: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get(target))
            let answer = try client.readAnswer()
            #expect(answer.value("x-path") == path)
            #expect(answer.text == "now q")
        }
    }

    @Test func optionsOfTheServerIsServed() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get("/now"))
            let answer = try client.readAnswer()
            #expect(answer.status == 204)
            #expect(answer.value("content-length") == nil)
            #expect(try client.readAnswer().status == 200)
        }
    }

    @Test func oneEmptyLineBeforeARequestIsSkipped() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("\r\n" + Self.get("/now?1") + "\r\n" + Self.get("/now?2"))
            #expect(try client.readAnswer().text == "now 1")
            #expect(try client.readAnswer().text == "now 2")
        }
    }

    @Test func everyAnswerCarriesTheCommonFields() async throws {
        try await TestServer.run { server in
            for path in ["/now", "/later", "/response", "/download?1", "/nothing"] {
                let client = try server.connect()
                try client.send(Self.get(path))
                let answer = try client.readAnswer()
                #expect(answer.value("date")?.hasSuffix(" GMT") == true)
                #expect(answer.has("server: userkv"))
                #expect(answer.has("x-content-type-options: nosniff"))
                #expect(answer.value("x-request-id")?.utf8.count == 32)
            }
        }
    }

    @Test(arguments: [
        ("abc-123", "abc-123"), (String(repeating: "x", count: 128), String(repeating: "x", count: 128)),
        (String(repeating: "x", count: 129), nil), ("", nil), ("a b", nil), ("a\"b", nil),
        ("a\r\nX-Request-Id: b", nil),
    ])
    func aValidRequestIdentifierIsTakenOver(sent: String, echoed: String?) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get("/now", "X-Request-Id: \(sent)\r\n"))
            let identifier = try client.readAnswer().value("x-request-id")
            if let echoed {
                #expect(identifier == echoed)
            } else {
                #expect(identifier?.utf8.count == 32)
            }
        }
    }

    @Test func aValueAnswerCarriesItsFields() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send(Self.get("/response"))
            let answer = try client.readAnswer()
            #expect(answer.status == 201)
            #expect(answer.has("X-Kind: value"))
            #expect(answer.has("Content-Length: 0"))
        }
    }
}
