import NIOCore
import Testing

@testable import HTTPServer

@Suite struct RequestHeadParserTests {
    private func parse(_ text: String, limits: HTTPLimits = HTTPLimits()) throws -> RequestHead? {
        var parser = RequestHeadParser(limits: limits)
        guard case .head(let head, let consumed) = try parser.parse(ByteBuffer(string: text)) else {
            return nil
        }
        #expect(consumed == text.utf8.count)
        return head
    }

    @Test func everyPartOfAHeadIsFound() throws {
        let head = try #require(
            try parse(
                "\r\nPATCH /users/u%31?a=b&c HTTP/1.1\r\nHost: example.org:80\r\nACCEPT:a\r\n"
                    + "accept: \t b \t\r\nX-Other: 1\r\n"
                    + "x-other:2\r\nIf-Match:\r\nContent-Length: 12\r\n\r\n"
            )
        )
        #expect(head.method == .patch)
        #expect(head.pathText == "/users/u%31")
        #expect(head.queryText == "a=b&c")
        #expect(head.isVersion11 && head.keepsAlive && !head.isAsterisk)
        #expect(head.framing == .length(12))
        #expect(head.value(of: .host) == "example.org:80")
        #expect(head.isRepeated(.accept) && !head.isRepeated(.host))
        #expect(head.value(of: .accept) == "a, b")
        #expect(head.withValue(of: .accept) { $0.count } == 1)
        #expect(head.contains(.ifMatch) && head.value(of: .ifMatch) == "")
        #expect(!head.contains(.origin) && head.value(of: .origin) == nil)
        #expect(head.values(named: "x-other") == ["1", "2"])
    }

    @Test(arguments: ["BREW", "get", "X", "!#$%&'*+-.^_`|~0aZ"])
    func anUnknownMethodIsATokenWithoutAName(method: String) throws {
        let head = try #require(try parse("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(head.method == nil)
    }

    @Test func aHeadUpToItsLimitIsTaken() throws {
        var limits = HTTPLimits()
        limits.headBytesMaximum = 1 << 20
        limits.requestLineBytesMaximum = 1 << 20
        let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n".utf8.count
        for (bytes, isTaken) in [(16, true), (32 * 1024, true), (32 * 1024 + 1, false)] {
            let value = String(repeating: "v", count: max(0, bytes - frame))
            let text = "GET / HTTP/1.1\r\nX: \(value)\r\nHost: a\r\n\r\n"
            if isTaken {
                #expect(try parse(text, limits: limits)?.value(of: .host) == "a")
            } else {
                // Beyond 32 KiB places no longer fit, whatever the limit says.
                #expect(throws: RequestError.headTooLarge) { _ = try parse(text, limits: limits) }
            }
        }
    }

    @Test func theLimitsAreExact() throws {
        var limits = HTTPLimits()
        limits.requestLineBytesMaximum = 20
        limits.fieldCountMaximum = 2
        let target = "/123456"
        #expect("GET \(target) HTTP/1.1".utf8.count == 20)
        #expect(try parse("GET \(target) HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n", limits: limits) != nil)
        #expect(throws: RequestError.targetTooLong) {
            _ = try parse("GET \(target)7 HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits)
        }
        #expect(throws: RequestError.headTooLarge) {
            _ = try parse("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\n\r\n", limits: limits)
        }
    }

    @Test(arguments: [
        "a", "a:1", "a:", "127.0.0.1:65535", "[::1]", "[::1]:80", "a-b.c_d~e", "xn--e1a.example", "%41",
    ])
    func aValidHostIsTaken(host: String) {
        #expect(Array(host.utf8).withUnsafeBytes(RequestFraming.isHost))
    }

    @Test(arguments: [
        "", ":80", "a:b", "a:123456", "a b", "a/b", "a@b", "[]", "[::1", "[::1]x", "[g]", "a:1:2", "\u{E9}",
    ])
    func anInvalidHostIsNot(host: String) {
        #expect(!Array(host.utf8).withUnsafeBytes(RequestFraming.isHost))
    }
}
