import CloudflareKV
import Testing

struct KVAPIAccountTests {
    @Test func severalAuthorizationsAreNone() async throws {
        let api = try await APIHarness()
        var request = APIHarness.request("GET", "")
        #expect(api.service.refusal(of: request) == nil)
        request.repeatsAuthorization = true
        #expect(APIAnswer(try #require(api.service.refusal(of: request))).isFailure(400, 9106))
    }

    private static let other = "ffffffffffffffffffffffffffffffff"

    @Test(arguments: [
        (["authorization": "Bearer wrong"], 401, 10000),
        (["authorization": "Bearer a-token-for-test"], 401, 10000),
        (["authorization": "Bearer a-token-for-testsa-token-for-tests"], 401, 10000),
        (["authorization": "Bearer A-TOKEN-FOR-TESTS"], 401, 10000),
        (["authorization": "Bearer  a-token-for-tests"], 401, 10000),
        (["authorization": "Bearer "], 400, 9106),
        (["authorization": "Bearer"], 400, 9106),
        (["authorization": ""], 400, 9106),
        (["authorization": "Basic YTpi"], 400, 9106),
        (["authorization": "a-token-for-tests"], 400, 9106),
        (["x-auth-key": "a-token-for-tests", "x-auth-email": "a@example.com"], 401, 10000),
        (["x-auth-key": "a-token-for-tests"], 400, 9106),
        ([:], 400, 9106),
    ])
    func refusesOtherCredentials(headers: [String: String], status: Int, code: Int64) async throws {
        let api = try await APIHarness()
        for path in ["", "/\(APIHarness.namespaceID)/values/k", "/nonsense", "/x/y/z"] {
            var request = APIHarness.request("GET", path)
            request.header = { headers[$0] }
            #expect(APIAnswer(await api.service.handle(request)).isFailure(status, code))
            #expect(APIAnswer(try #require(api.service.refusal(of: request))).isFailure(status, code))
        }
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER"])
    func acceptsTheTokenUnderAnySpellingOfTheScheme(scheme: String) async throws {
        let api = try await APIHarness()
        let headers = ["authorization": "\(scheme) \(APIHarness.tokenText)"]
        #expect(await api.send("GET", "", headers: headers).isSuccess)
    }

    @Test func theTokenIsGoodForNoOtherAccount() async throws {
        let api = try await APIHarness()
        var request = APIHarness.request("GET", "")
        request.rawPath = request.rawPath.replacing(APIHarness.accountID, with: Self.other)
        #expect(APIAnswer(await api.service.handle(request)).isFailure(401, 10000))
        request.rawPath = request.rawPath.replacing(Self.other, with: APIHarness.accountID.uppercased())
        #expect(APIAnswer(await api.service.handle(request)).isFailure(401, 10000))
    }

    @Test func aGoodRequestIsNotRefusedBeforeItsBody() async throws {
        let api = try await APIHarness()
        #expect(
            api.service.refusal(of: APIHarness.request("PUT", "/\(APIHarness.namespaceID)/values/k")) == nil
        )
    }

    @Test func theTokenShowsItselfNowhere() throws {
        let token = try #require(KVAPIToken(APIHarness.tokenText))
        let account = try APIHarness.account()
        var dumped = ""
        dump(account, to: &dumped)
        for text in [
            "\(token)", String(reflecting: token), "\(account)", String(reflecting: account), dumped,
        ] {
            #expect(!text.contains(APIHarness.tokenText))
        }
        #expect("\(token)" == "<redacted>")
    }

    @Test(arguments: ["", "with space", "with\nline", "ünicode", String(repeating: "x", count: 4097)])
    func noTokenIsMadeOf(text: String) {
        #expect(KVAPIToken(text) == nil)
    }

    @Test(arguments: [
        "", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF",
        String(repeating: "g", count: 32),
    ])
    func noAccountHasTheID(id: String) throws {
        #expect(KVAPIAccount(id: id, token: try #require(KVAPIToken("t"))) == nil)
    }
}
