import Testing

@testable import HTTPClient

struct HTTPClientRequestTests {
    @Test
    func noDescriptionShowsPathHeadersOrBody() {
        var request = HTTPClientRequest(method: "PUT", url: "https://api.test/values/secret-key")
        request.headers.append("Authorization", "Bearer secret-token")
        request.body = Array("secret".utf8)
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped] {
            #expect(text.contains("PUT api.test"))
            #expect(!text.contains("secret"))
        }
    }

    @Test(arguments: [
        ("http://localhost/", true), ("http://a.localhost:1/", true), ("http://127.0.0.1", true),
        ("http://127.9.9.9:80/x", true), ("https://[::1]:443/", true),
        ("http://127.0.0.1.example.com/", false),
        ("http://example.com/127.0.0.1", false), ("http://127.1@example.com/", false),
        ("http://user@127.0.0.1/", true),
    ])
    func loopbackIsToldByTheHostAlone(url: String, isLoopback: Bool) {
        #expect(HTTPClientURL(url)?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        (Duration.milliseconds(1), 1), (.nanoseconds(1), 1), (.zero, 0), (.seconds(2), 2000),
        (.nanoseconds(1_000_001), 2), (.seconds(Int64.max / 2), Int(Int32.max)),
    ])
    func durationsRoundUpToMilliseconds(duration: Duration, milliseconds: Int) {
        #expect(duration.wholeMilliseconds == milliseconds)
    }
}
