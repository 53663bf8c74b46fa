import Testing

@testable import CloudflareKV

struct KVAPIAddressTests {
    private static let identifier = "0123456789abcdef0123456789abcdef"

    @Test(arguments: [
        "https://api.cloudflare.com/client/v4", "https://api.cloudflare.com/client/v4/",
        "HTTPS://API.Cloudflare.com",
        "https://api.cloudflare.com.:443/x", "https://user@api.cloudflare.com/",
        "http://api.cloudflare.com/client/v4",
    ])
    func cloudflareIsKnownByItsHost(base: String) throws {
        let address = try #require(KVAPIAddress(base))
        #expect(address.isCloudflare)
        #expect(address.isEncrypted == !base.hasPrefix("http:"))
        #expect(address.accepts(identifier: Self.identifier))
        for wrong in [
            "", "0000", String(repeating: "0", count: 32), "your-account-id", "binding",
            Self.identifier + "0",
        ] {
            #expect(!address.accepts(identifier: wrong))
        }
    }

    @Test(arguments: [
        "http://kv.internal/client/v4", "http://127.0.0.1:8787/client/v4",
        "https://api.cloudflare.com.example",
        "https://cloudflare.com", "https://api.cloudflare.com@example.com/",
    ])
    func othersTakeAnyIdButAPlaceholder(base: String) throws {
        let address = try #require(KVAPIAddress(base))
        #expect(!address.isCloudflare)
        #expect(address.accepts(identifier: "binding"))
        #expect(!address.accepts(identifier: "your-namespace-id"))
        #expect(!address.accepts(identifier: "YOUR-account"))
        #expect(!address.accepts(identifier: ""))
    }

    @Test(arguments: [
        ("http://kv.internal/client/v4", true), ("http://KV.internal:80", true),
        ("http://kv.internal.x", false),
    ])
    func theBindingIsKnownByItsHost(base: String, isBinding: Bool) throws {
        #expect(try #require(KVAPIAddress(base)).isBinding == isBinding)
    }

    @Test(arguments: [
        "", "api.cloudflare.com", "ftp://api.cloudflare.com", "https://", "https://api%2Ecloudflare.com",
        "https://x/?a", "https://x/#a", "https://x\n",
    ])
    func whatIsNoBaseURLIsRefused(base: String) {
        #expect(KVAPIAddress(base) == nil)
    }

    @Test
    func slashesAtTheEndOfABaseURLAreDropped() {
        let configuration = CloudflareKVConfiguration(
            baseURL: "https://x/v4//",
            accountID: "a",
            namespaceID: "n",
            token: APIToken("t")
        )
        #expect(configuration.baseURL == "https://x/v4")
    }

    @Test(arguments: [
        ("abc-_~.XYZ09", true), ("", false), ("a\nb", false), ("a\r\nX: y", false), ("a b", false),
        ("a\u{7F}", false),
        ("\u{E9}", false), ("token ", false), ("a\tb", false), ("a\u{0}", false),
    ])
    func onlyATokenThatCannotEndItsHeaderIsSendable(text: String, isSendable: Bool) {
        #expect(APIToken.isSendable(text) == isSendable)
    }
}
