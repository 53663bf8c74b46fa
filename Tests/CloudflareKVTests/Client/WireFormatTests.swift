import Testing

@testable import CloudflareKV

struct WireFormatTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64FollowsRFC4648(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == Array(encoded.utf8))
        #expect(Base64.decode(Array(encoded.utf8)) == Array(text.utf8))
        #expect(Base64.encodedCount(of: text.utf8.count) == encoded.utf8.count)
    }

    @Test
    func base64CarriesEveryByte() {
        let bytes = (0..<256).map { UInt8($0) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9", "Zm-_", "=Zg=", "Zg=a",
    ])
    func brokenBase64IsRefused(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("a/b", "a%2Fb"), ("%2F", "%252F"), ("a b", "a%20b"), ("\u{E9}", "%C3%A9"), ("a+b", "a%2Bb"),
        ("a?b#c&d=e:f@g!", "a%3Fb%23c%26d%3De%3Af%40g%21"), ("x..y", "x..y"), ("...", "..."),
        ("%2e", "%252e"),
        ("-._~", "-._~"), ("", ""),
    ])
    func keysAreOnePathSegment(key: String, segment: String) {
        #expect(PercentEncoding.encode(key.utf8) == segment)
    }

    @Test(arguments: [
        (KVAPIRoute.namespaces, ""), (.namespace(id: "n"), "/n"), (.keys(namespace: "n"), "/n/keys"),
        (.value(namespace: "n", key: Array("a/b".utf8)), "/n/values/a%2Fb"),
        (.metadata(namespace: "n", key: Array("?".utf8)), "/n/metadata/%3F"),
        (.bulk(namespace: "n"), "/n/bulk"),
        (.bulkDelete(namespace: "n"), "/n/bulk/delete"), (.bulkGet(namespace: "n"), "/n/bulk/get"),
    ])
    func routesHaveTheirPaths(route: KVAPIRoute, tail: String) {
        #expect(route.path(account: "a/c") == "/accounts/a%2Fc/storage/kv/namespaces" + tail)
    }

    @Test(arguments: [
        (#""default";r=50;t=30"#, [RateLimitState(name: "default", remaining: 50, resetSeconds: 30)]),
        (
            #""a";r=1;t=2 , "b";t=4; r=3;x="y""#,
            [
                RateLimitState(name: "a", remaining: 1, resetSeconds: 2),
                RateLimitState(name: "b", remaining: 3, resetSeconds: 4),
            ]
        ),
        ("", []), ("garbage", []), (#""default";r=-1;t=30"#, []), (#""default";r=1"#, []), (";;,,==", []),
    ])
    func rateLimitStatesAreRead(text: String, states: [RateLimitState]) {
        #expect(RateLimitFields.states(text) == states)
    }

    @Test
    func rateLimitFieldsComeBack() {
        let policies = [
            RateLimitPolicy(name: "burst", quota: 100, windowSeconds: 60),
            RateLimitPolicy(name: "default", quota: 1200, windowSeconds: 300),
        ]
        #expect(RateLimitFields.text(policies) == #""burst";q=100;w=60, "default";q=1200;w=300"#)
        #expect(RateLimitFields.policies(RateLimitFields.text(policies)) == policies)
        let states = [RateLimitState(name: "default", remaining: 7, resetSeconds: 8)]
        #expect(RateLimitFields.states(RateLimitFields.text(states)) == states)
    }

    @Test
    func theTokenIsNeverShown() {
        let token = APIToken("secret")
        var dumped = ""
        dump(CloudflareKVConfiguration(accountID: "a", namespaceID: "n", token: token), to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains("secret")) }
    }
}
