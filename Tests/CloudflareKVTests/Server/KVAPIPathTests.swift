import Testing

@testable import CloudflareKV

struct KVAPIPathTests {
    private static let account = APIHarness.accountID
    private static let base = "/client/v4/accounts/\(account)/storage/kv/namespaces"
    private static let ns = APIHarness.namespaceID

    @Test(arguments: [
        ("", .namespaces),
        ("/\(ns)", .namespace(id: ns)),
        ("/\(ns)/keys", .keys(namespace: ns)),
        ("/\(ns)/bulk", .bulk(namespace: ns)),
        ("/\(ns)/bulk/delete", .bulkDelete(namespace: ns)),
        ("/\(ns)/bulk/get", .bulkGet(namespace: ns)),
        ("/\(ns)/values/", value("")),
        ("/\(ns)/values/%2Fmy-key", value("/my-key")),
        ("/\(ns)/values/a%2Fb", value("a/b")),
        ("/\(ns)/values/a/b", value("a/b")),
        ("/\(ns)/values/a//b/", value("a//b/")),
        ("/\(ns)/values//", value("/")),
        ("/\(ns)/values/%252F", value("%2F")),
        ("/\(ns)/values/%252e", value("%2e")),
        ("/\(ns)/values/a+b", value("a+b")),
        ("/\(ns)/values/a%2Bb", value("a+b")),
        ("/\(ns)/values/a%20b", value("a b")),
        ("/\(ns)/values/%C3%A9", value("é")),
        ("/\(ns)/values/é", value("é")),
        ("/\(ns)/values/a%3Fb%23c&d=e:f@g!", value("a?b#c&d=e:f@g!")),
        ("/\(ns)/values/x..y", value("x..y")),
        ("/\(ns)/values/...", value("...")),
        ("/\(ns)/values/..", value("..")),
        ("/\(ns)/values/%2e%2E", value("..")),
        ("/\(ns)/values/../keys", value("../keys")),
        ("/\(ns)/values/../../bulk", value("../../bulk")),
        ("/\(ns)/values/%2e%2e/metadata/k", value("../metadata/k")),
        ("/\(ns)/values/keys", value("keys")),
        ("/\(ns)/values/values/k", value("values/k")),
        ("/\(ns)/metadata/a%2Fb", .metadata(namespace: ns, key: Array("a/b".utf8))),
        ("/\(ns)/metadata/a/b", .metadata(namespace: ns, key: Array("a/b".utf8))),
        ("/%61\(ns.dropFirst())/keys", .keys(namespace: ns)),
    ])
    func leadsTo(tail: String, route: KVAPIRoute) throws {
        let path = try KVAPIPath(rawPath: Self.base + tail)
        #expect(path.route == route)
        #expect(path.accountID == Self.account)
    }

    @Test(arguments: [
        "/", "//", "/\(ns)/", "/\(ns)/values", "/\(ns)/metadata", "/\(ns)/keys/", "/\(ns)/keys/k",
        "/\(ns)/Keys",
        "/\(ns)/bulk/", "/\(ns)/bulk/put", "/\(ns)/bulk/delete/", "/\(ns)/bulk/get/x", "/\(ns)/%62ulk",
        "/\(ns)/bulk%2Fdelete", "/\(ns)/values%2Fk", "/\(ns)//values/k", "/\(ns)/./values/k", "/\(ns)/x", "x",
        "%2F\(ns)",
    ])
    func leadsNowhere(tail: String) {
        #expect(throws: KVAPIFailure.noRoute) { try KVAPIPath(rawPath: Self.base + tail) }
    }

    @Test(arguments: [
        "", "/", "*", "/client/v4", "/client/v4/accounts", "/client/v4/user/tokens/verify",
        "/client/v4//accounts/\(account)/storage/kv/namespaces",
        "/client/v4/accounts/\(account)/storage/kv/namespace",
        "/client/v4/accounts/\(account)/storage/../storage/kv/namespaces",
        "client/v4/accounts/\(account)/storage/kv/namespaces",
        "http://host/client/v4/accounts/\(account)/storage/kv/namespaces",
        "/client/v4/accounts/\(account)%2Fstorage/kv/namespaces",
    ])
    func isNoPathOfTheAPI(path: String) {
        #expect(throws: KVAPIFailure.noRoute) { try KVAPIPath(rawPath: path) }
    }

    @Test(arguments: ["%", "%4", "%zz", "%%41", "a%2", "%u0041", "% 41"])
    func refusesBrokenEscapes(segment: String) {
        for tail in ["/\(Self.ns)/values/\(segment)", "/\(segment)", "/\(Self.ns)/metadata/x/\(segment)"] {
            #expect(throws: KVAPIFailure.malformedEscape) { try KVAPIPath(rawPath: Self.base + tail) }
        }
    }

    @Test(arguments: [
        "invalid-account-id-000", "", "..", "%2e%2e", "0123", String(repeating: "g", count: 32),
        String(repeating: "0", count: 33), "%00" + String(repeating: "0", count: 31),
    ])
    func refusesAccountsThatAreNone(account: String) {
        let path = "/client/v4/accounts/\(account)/storage/kv/namespaces"
        let failure = #expect(throws: KVAPIFailure.self) { try KVAPIPath(rawPath: path) }
        #expect(failure?.code == 7003)
        #expect(failure?.status == 400)
    }

    private static func value(_ key: String) -> KVAPIRoute {
        .value(namespace: ns, key: Array(key.utf8))
    }
}
