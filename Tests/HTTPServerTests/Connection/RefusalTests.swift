import Synchronization
import Testing

@testable import HTTPServer

/// Requests that could be read in two ways, or are none: answered once, with the right status, and closed.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        var status = 400
        var testDescription: String { name }

        init(_ name: String, _ request: String, _ status: Int = 400) {
            self.name = name
            self.request = request
            self.status = status
        }
    }

    private static let start = "POST /collect HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let framing: [Case] = [
        Case(
            "both lengths",
            start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled
        ),
        Case(
            "both lengths, coding first",
            start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled
        ),
        Case("two lengths", start + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        Case("two equal lengths", start + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        Case("length list", start + "Content-Length: 5, 5\r\n\r\nhello"),
        Case("signed length", start + "Content-Length: +5\r\n\r\nhello"),
        Case("negative length", start + "Content-Length: -5\r\n\r\nhello"),
        Case("hexadecimal length", start + "Content-Length: 0x5\r\n\r\nhello"),
        Case("empty length", start + "Content-Length:\r\n\r\nhello"),
        Case("length with a blank inside", start + "Content-Length: 5 5\r\n\r\nhello"),
        Case("length with a tab after it", start + "Content-Length: 5 \t\r\n\r\nhello"),
        Case("coding with a tab after it", start + "Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n"),
        Case("length beyond 64 bits", start + "Content-Length: 18446744073709551621\r\n\r\nhello"),
        Case("coding not chunked at the end", start + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        Case("chunked twice", start + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        Case(
            "two codings",
            start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        Case("identity coding", start + "Transfer-Encoding: identity\r\n\r\n"),
        Case("gzip and chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        Case(
            "coding in HTTP/1.0",
            "POST /collect HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled
        ),
        Case("no chunk size", chunked + "\r\nhello\r\n0\r\n\r\n"),
        Case("signed chunk size", chunked + "+5\r\nhello\r\n0\r\n\r\n"),
        Case("prefixed chunk size", chunked + "0x5\r\nhello\r\n0\r\n\r\n"),
        Case("chunk size with a blank", chunked + "5 \r\nhello\r\n0\r\n\r\n"),
        Case("endless chunk size", chunked + "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Case("chunk longer than its size", chunked + "4\r\nhello\r\n0\r\n\r\n"),
        Case("no line end after a chunk", chunked + "5\r\nhelloXX0\r\n\r\n"),
        Case("chunk shorter than its size", chunked + "6\r\nhello\r\n0\r\n\r\n"),
        Case("chunk size ended by a line feed", chunked + "5\nhello\r\n0\r\n\r\n"),
        Case("chunk ended by a line feed", chunked + "5\r\nhello\n0\r\n\r\n"),
        Case("bad chunk extension", chunked + "5;\"x\"\r\nhello\r\n0\r\n\r\n"),
        Case("trailer that frames", chunked + "0\r\nContent-Length: 5\r\n\r\n" + smuggled),
        Case("trailer that is no field", chunked + "0\r\nnonsense\r\n\r\n" + smuggled),
        Case("trailers ended by a line feed", chunked + "0\r\n\n" + smuggled),
    ]

    static let heads: [Case] = [
        Case("line feed after the request line", "GET /now HTTP/1.1\nHost: a\r\n\r\n"),
        Case("line feed after a field", "GET /now HTTP/1.1\r\nHost: a\n\r\n"),
        Case("line feed at the end", "GET /now HTTP/1.1\r\nHost: a\r\n\n"),
        Case("line feeds only", "GET /now HTTP/1.1\nHost: a\n\n"),
        Case("carriage return in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        Case("carriage return before the method", "\rGET /now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("carriage return twice", "GET /now HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        Case("host with a broken percent-encoding", "GET /now HTTP/1.1\r\nHost: a%zz\r\n\r\n"),
        Case("host with half a percent-encoding", "GET /now HTTP/1.1\r\nHost: a%4\r\n\r\n"),
        Case("host of colons in brackets", "GET /now HTTP/1.1\r\nHost: [:::::]\r\n\r\n"),
        Case("host with a dotted name in brackets", "GET /now HTTP/1.1\r\nHost: [1.2.3.4]\r\n\r\n"),
        Case("host with a port beyond 65535", "GET /now HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
        Case("folded line", "GET /now HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        Case("folded first line", "GET /now HTTP/1.1\r\n Host: a\r\n\r\n"),
        Case("space before the colon", "GET /now HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n"),
        Case("empty name", "GET /now HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        Case("no colon", "GET /now HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        Case("NUL in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        Case("NUL in a name", "GET /now HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"),
        Case("NUL in the target", "GET /no\0w HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("delete character in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n"),
        Case("no Host", "GET /now HTTP/1.1\r\n\r\n"),
        Case("two Hosts", "GET /now HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        Case("empty Host", "GET /now HTTP/1.1\r\nHost:\r\n\r\n"),
        Case("Host with a path", "GET /now HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Case("Host with a user", "GET /now HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Case("Host list", "GET /now HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        Case("Host with a bad port", "GET /now HTTP/1.1\r\nHost: a:8o\r\n\r\n"),
        Case("Host with an open bracket", "GET /now HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        Case("two empty lines first", "\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("two spaces", "GET  /now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("space in the target", "GET /no w HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("fragment", "GET /now#x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("relative target", "GET now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("absolute target without a host", "GET http:///now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case("no version", "GET /now\r\nHost: a\r\n\r\n"),
        Case("lower-case version", "GET /now http/1.1\r\nHost: a\r\n\r\n"),
        Case("space after the version", "GET /now HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Case("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        Case("HTTP/1.2", "GET /now HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        Case(
            "unknown expectation",
            "POST /collect HTTP/1.1\r\nHost: a\r\nExpect: more\r\nContent-Length: 1\r\n\r\nx",
            417
        ),
        Case("TLS greeting", "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\u{FC}\u{03}\u{03}"),
        Case("garbage", "\u{1}\u{2}\u{3}\u{4}"),
    ]

    static let sizes: [Case] = [
        Case(
            "64 KiB of fields",
            "GET /now HTTP/1.1\r\nHost: a\r\n" + fields(count: 64, bytes: 1000) + "\r\n",
            431
        ),
        Case(
            "one field of 64 KiB",
            "GET /now HTTP/1.1\r\nHost: a\r\n" + fields(count: 1, bytes: 65_536) + "\r\n",
            431
        ),
        Case(
            "a field that never ends",
            "GET /now HTTP/1.1\r\nX: " + String(repeating: "x", count: 40_000),
            431
        ),
        Case("101 fields", "GET /now HTTP/1.1\r\nHost: a\r\n" + fields(count: 100, bytes: 1) + "\r\n", 431),
        Case(
            "target of 9 KiB",
            "GET /" + String(repeating: "x", count: 9000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            414
        ),
        Case("target that never ends", "GET /" + String(repeating: "x", count: 20_000), 414),
        Case(
            "chunk line of 1 KiB",
            chunked + "5;x=" + String(repeating: "x", count: 1000) + "\r\nhello\r\n0\r\n\r\n"
        ),
        Case("101 trailers", chunked + "0\r\n" + fields(count: 102, bytes: 1) + "\r\n", 431),
        Case("length above the route's limit", start + "Content-Length: 1048577\r\n\r\n", 413),
        Case(
            "chunks above the route's limit",
            chunked + "100001\r\n" + String(repeating: "x", count: 1_048_577),
            413
        ),
    ]

    private static func fields(count: Int, bytes: Int) -> String {
        let value = String(repeating: "v", count: bytes)
        return (0..<count).map { "X-\($0): \(value)\r\n" }.joined()
    }

    @Test(arguments: framing + heads + sizes)
    func isAnsweredAndClosed(_ refused: Case) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            client.trySend(Array(refused.request.utf8))
            let answer = try client.readAnswer()
            #expect(answer.status == refused.status, "\(answer.text)")
            #expect(answer.has("Connection: close"))
            // Nothing more was taken for a request.
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
            #expect(server.controls.served.load(ordering: .relaxed) <= 1)
        }
    }

    @Test(arguments: heads.filter { $0.name != "TLS greeting" && $0.name != "garbage" })
    func isAnsweredAlikeWhenItComesByteByByte(_ refused: Case) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            for byte in refused.request.utf8 where client.trySend([byte]) == 1 {}
            #expect(try client.readAnswer().status == refused.status)
            #expect(client.readToEnd() == [])
        }
    }

    @Test func aRefusalAfterAnotherRequestHasAnIdentifierOfItsOwn() async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("GET /now HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n")
            #expect(try client.readAnswer().value("x-request-id") == "mine")
            try client.send("bad\r\n\r\n")
            let answer = try client.readAnswer()
            #expect(answer.value("x-request-id") == answer.value("x-refused"))
            #expect(answer.value("x-request-id")?.utf8.count == 32)
        }
    }

    @Test(arguments: ["Content-Length: 2097152\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n200000\r\n"])
    func aClientThatOnlySendsAtFirstCanStillReadThe413(framing: String) async throws {
        try await TestServer.run { server in
            let client = try server.connect()
            try client.send("POST /collect HTTP/1.1\r\nHost: a\r\n" + framing)
            try client.send([UInt8](repeating: 0x78, count: 2 * 1024 * 1024))
            RawClient.pause(milliseconds: 50)
            #expect(try client.readAnswer().status == 413)
            #expect(client.readToEnd() == [])
            #expect(!client.wasReset)
        }
    }
}
