import CloudflareKV
import JSON
import Testing

struct KVAPIServiceTests {
    private static func send(_ store: SparseStore, _ method: String, _ tail: String, _ body: String = "")
        async throws -> APIAnswer
    {
        let service = KVAPIService(account: try APIHarness.account(), catalog: SingleCatalog(store: store))
        let request = APIHarness.request(method, "/\(APIHarness.namespaceID)\(tail)", body)
        return APIAnswer(await service.handle(request))
    }

    @Test(arguments: [0, 1, 7, 8, 50])
    func noPageIsEmptyAndHasACursor(emptyPages: Int) async throws {
        let keys = (0..<25).map { "k\(100 + $0)" }
        let store = SparseStore(keys: keys, emptyPages: emptyPages)
        var found: [String] = []
        var cursor = ""
        repeat {
            let answer = try await Self.send(store, "GET", "/keys?limit=10&cursor=\(cursor)")
            cursor = try #require(answer.cursor)
            #expect(!answer.items.isEmpty || cursor.isEmpty)
            #expect(answer.items.count <= 10)
            found += answer.column("name")
        } while !cursor.isEmpty && found.count <= keys.count
        #expect(found == keys)
    }

    @Test func aListingThatNeverGetsAnywhereEnds() async throws {
        let answer = try await Self.send(SparseStore(keys: ["k"], emptyPages: 20_000), "GET", "/keys")
        #expect(answer.isFailure(504, 10002))
    }

    @Test func keysThatFailedAreNamed() async throws {
        let store = SparseStore(keys: [], emptyPages: 0)
        let answer = try await Self.send(store, "DELETE", "/bulk", #"["a","bad","b","bad"]"#)
        #expect(answer.isSuccess)
        #expect(answer.resultText == #"{"successful_key_count":2,"unsuccessful_keys":["bad"]}"#)
    }

    @Test func whereEveryItemFailedTheRequestFails() async throws {
        let store = SparseStore(keys: [], emptyPages: 0)
        let answer = try await Self.send(store, "PUT", "/bulk", #"[{"key":"a","value":""}]"#)
        #expect(answer.isFailure(503, 7010))
        #expect(answer.response.header("retry-after") == "7")
    }

    @Test func theLastOfEqualKeysWinsInABulkPut() async throws {
        let api = try await APIHarness()
        let body = #"[{"key":"a","value":"1"},{"key":"a","value":"2"}]"#
        #expect(
            await api.sendHere("PUT", "/bulk", body).result?.objectValue?["successful_key_count"]?.int64Value
                == 2
        )
        #expect(await api.get("a").text == "2")
    }

    @Test func aBulkItemCarriesAllThatASinglePutCarries() async throws {
        let api = try await APIHarness()
        let body = """
            [{"key":"a\\u0062","value":"\\ud83c\\udf89","expiration":10,"expiration_ttl":6e1,"metadata":[1.0,{"b":null}],
              "base64":false,"unknown":{"x":[1]}},
             {"key":"b","value":"v","expiration_ttl":null,"expiration":\(api.now + 90),"metadata":null,"base64":null}]
            """
        #expect(await api.sendHere("PUT", "/bulk", body).isSuccess)
        #expect(await api.get("ab").text == "🎉")
        #expect(await api.get("ab").response.header("expiration") == String(api.now + 60))
        #expect(await api.sendHere("GET", "/metadata/ab").resultText == #"[1.0,{"b":null}]"#)
        #expect(await api.get("b").response.header("expiration") == String(api.now + 90))
        #expect(await api.sendHere("GET", "/metadata/b").resultText == "null")
    }

    @Test func aBulkReadGivesTextAsText() async throws {
        let api = try await APIHarness()
        _ = await api.put("a", "\u{0} \"quoted\" \n é")
        let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["a"],"type":null}"#)
        let value = answer.result?.objectValue?["values"]?.objectValue?["a"]?.stringValue
        #expect(value == "\u{0} \"quoted\" \n é")
    }
}
