/// Makes streams of requests, most of them nearly right: whole grammar first, then a few bytes changed.
struct RequestFuzzer {
    private var random: SeededGenerator
    /// What ends every stream, so that a wrong message boundary shows.
    static let tail = Array("GET /tail HTTP/1.1\r\nHost: tail\r\n\r\n".utf8)

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func stream() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0...random.below(2) { bytes += request() }
        for _ in 0..<random.below(3) { mutate(&bytes) }
        return bytes + Self.tail
    }

    /// Where to split a stream into reads; sorted.
    mutating func splits(of count: Int) -> [Int] {
        (0..<(1 + random.below(6))).map { _ in random.below(count + 1) }.sorted()
    }

    // MARK: Requests

    private mutating func request() -> [UInt8] {
        var lines = random.oneIn(20) ? "\r\n" : ""
        lines += random.pick(Self.methods) + " " + random.pick(Self.targets) + " "
        lines += random.oneIn(8) ? random.pick(Self.oddVersions) : "HTTP/1.1"
        lines += lineEnd() + (random.oneIn(20) ? "" : "Host: example.org" + lineEnd())
        for _ in 0..<random.below(4) { lines += random.pick(Self.fields) + lineEnd() }
        var content = ""
        switch random.below(4) {
        case 0: break
        case 1:
            content = random.pick(Self.contents)
            let length = random.oneIn(6) ? random.pick(Self.oddLengths) : String(content.utf8.count)
            lines += "Content-Length: " + length + lineEnd()
        default:
            lines += "Transfer-Encoding: "
            lines += (random.oneIn(8) ? random.pick(Self.oddCodings) : "chunked") + lineEnd()
            content = chunks()
        }
        return Array((lines + lineEnd() + content).utf8)
    }

    private mutating func chunks() -> String {
        var text = ""
        for _ in 0..<random.below(3) {
            let content = random.pick(Self.contents)
            if content.isEmpty { continue }
            text += random.oneIn(12) ? random.pick(Self.oddSizes) : String(content.utf8.count, radix: 16)
            text += extensions() + lineEnd() + content + lineEnd()
        }
        text += (random.oneIn(10) ? "000" : "0") + extensions() + lineEnd()
        while random.oneIn(4) { text += random.pick(Self.fields) + lineEnd() }
        return text + lineEnd()
    }

    private mutating func extensions() -> String { random.oneIn(4) ? random.pick(Self.extensions) : "" }

    private mutating func lineEnd() -> String { random.oneIn(150) ? random.pick(Self.oddLineEnds) : "\r\n" }

    // MARK: Mutations

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = random.below(bytes.count)
        let end = min(bytes.count, place + 1 + random.below(12))
        switch random.below(6) {
        case 0: bytes[place] = random.pick(Self.oddBytes)
        case 1: bytes.insert(random.pick(Self.oddBytes), at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(3)))
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
        case 4: bytes.insert(contentsOf: random.pick(Self.oddTexts).utf8, at: place)
        default: bytes[place] = UInt8(random.below(256))
        }
    }

    // MARK: Vocabulary

    private static let methods = [
        "GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PURGE",
        "get",
        "M-SEARCH", "BREW", "PRI",
    ]
    private static let targets = [
        "/", "/", "/users/u1", "/users/u1?fields=id&x=%20", "/a//b/../c", "/%2e%2f%00",
        "http://example.org/a?b",
        "http://example.org", "HTTPS://example.org:80?q", "http:///x", "http://a@b/", "*", "example.org:443",
        "/a#b",
        "/\u{e9}", "", "//x", "/a?b?c", "http://[::1]/x", "urn:x", "/a\\b", "/{x}|^`",
    ]
    private static let oddVersions = [
        "HTTP/1.0", "HTTP/1.0", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ",
        "HTTP/01.1",
        "HTTP/1,1", "ICE/1.0", "RTSP/1.0", "",
    ]
    private static let fields = [
        "Connection: close", "Connection: keep-alive", "Connection: Keep-Alive, x",
        "Connection: close, keep-alive",
        "Connection: keep-alive, close", "Connection:", "Connection: closed", "connection: , close ,",
        "Expect: 100-continue",
        "Connection: x\r\nConnection: close", "Connection: upgrade\r\nUpgrade: h2c", "Upgrade: websocket",
        "Accept: */*",
        "Content-Length: 5", "content-length: 0", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
        "X: \ta b\t ",
        "X-Empty:", "X-Empty: ", "A:b", "A : b", " folded: x", "X: a\r\n b", "X: \u{e9}\u{1F600}",
        "Host: other", "Te: trailers",
        "If-None-Match: \"a\", W/\"b\"", "X-Request-Id: abc", "Cookie: a=b; c=d", "Keep-Alive: timeout=5",
        "x@y: z", "X: \u{7F}",
        "Proxy-Connection: close", "Content-Lengt: 9", "Content-Length : 3", "Content-Length: 3, 3",
        ": empty", "novalue",
    ]
    private static let contents = [
        "", "hello", "{\"a\":1}", "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", "0\r\n\r\n", "\r\n",
        "0123456789abcdefghij",
    ]
    private static let oddLengths = [
        "+5", "-1", "0x5", "5 5", "5,5", " 5", "5 ", "05", "", "99999999999999999999", "18446744073709551621",
        "5;", "\t5\t", "1_0",
    ]
    private static let oddCodings = [
        "Chunked", "chunked ", "\tchunked", "gzip, chunked", "chunked, chunked", "chunked, gzip", "identity",
        "xchunked",
        "chunked\r\nTransfer-Encoding: chunked", "\"chunked\"", "chunked;q=1", ",chunked", "chunked,", "",
        "\u{0B}chunked",
    ]
    private static let oddSizes = [
        "+5", "-5", "0x5", " 5", "5 ", "05", "5\t", "g", "", "fffffffffffffffff", "10000000000000005", "5,",
        "0",
    ]
    private static let extensions = [
        ";a", ";a=b", ";a=\"b c\"", ";a=\"b\\\"c\"", ";a;b=c", ";", ";=", ";a=", "; a", " ;a", ";a =b",
        ";a=\"b", ";a=\"\u{e9}\"",
        ";a=b c", ";a=\"b\"c", ";\u{1}", ";a=\"\\\u{1}\"", ";a=\"b\";c", ";a\u{e9}",
    ]
    private static let oddLineEnds = ["\n", "\r", "\r\r\n", "\n\r\n", "", " \r\n", "\r\n\r\n", "\r\n "]
    private static let oddBytes: [UInt8] = [
        0, 1, 9, 10, 11, 12, 13, 13, 10, 32, 32, 34, 35, 43, 44, 45, 48, 58, 59, 61, 92, 127, 128, 160, 255,
    ]
    private static let oddTexts = [
        "\r\n", "\r\n\r\n", "\n\n", " ", "0\r\n\r\n", "Content-Length: 1\r\n",
        "\r\nTransfer-Encoding: chunked\r\n", ": ", ";x=", "HTTP/1.1",
        "\r\nHost: x", "Connection: close\r\n", "5\r\n",
    ]
}
