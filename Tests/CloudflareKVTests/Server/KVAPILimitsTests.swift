import CloudflareKV
import KeyValueStore
import Testing

struct KVAPILimitsTests {
    private static let path =
        "/client/v4/accounts/\(APIHarness.accountID)/storage/kv/namespaces/\(APIHarness.namespaceID)"

    @Test(arguments: [
        ("PUT", "/values/k", 26_214_400 + 65_536), ("GET", "/values/k", 65_536),
        ("PUT", "/bulk", 100_000_000),
        ("DELETE", "/bulk", 33_554_432), ("POST", "/bulk/delete", 33_554_432), ("POST", "/bulk/get", 524_288),
        ("PUT", "", 65_536), ("POST", "/nowhere", 65_536), ("PUT", "/../../x", 65_536),
    ])
    func aBodyHasALimit(method: String, tail: String, bytes: Int) {
        #expect(KVAPIService.maximumBodyBytes(method: method, rawPath: Self.path + tail) == bytes)
    }

    @Test func moreBodyThanThatIsRefused() async throws {
        let value = APIAnswer(
            KVAPIService.bodyTooLarge(
                method: "PUT",
                rawPath: Self.path + "/values/k",
                declaredBytes: 27_000_000
            )
        )
        #expect(value.isFailure(413, 10001))
        #expect(value.message == "put: 'Value length of 27000000 exceeds limit of 26214400.'")
        let bulk = APIAnswer(
            KVAPIService.bodyTooLarge(method: "PUT", rawPath: Self.path + "/bulk", declaredBytes: nil)
        )
        #expect(bulk.isFailure(413, 10012))
        let api = try await APIHarness()
        let answer = await api.sendHere("POST", "/bulk/get", String(repeating: " ", count: 524_289))
        #expect(answer.isFailure(413, 10012))
    }

    @Test func aBulkReadHasALimitInBytes() async throws {
        let api = try await APIHarness()
        let half = [UInt8](repeating: 0x20, count: 13_107_200)
        for key in ["a", "b", "c"] {
            let request = APIHarness.request("PUT", "/\(APIHarness.namespaceID)/values/\(key)", bytes: half)
            #expect(await api.service.handle(request).status == 200)
        }
        #expect(await api.sendHere("POST", "/bulk/get", #"{"keys":["a","b","a"]}"#).status == 200)
        let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["a","b","c"]}"#)
        #expect(answer.isFailure(413, 10001))
        #expect(answer.message == "bulk get keys: 'Total size of request exceeds the limit of 25MB'")
    }

    @Test func anAccountHasAThousandNamespaces() async throws {
        let api = try await APIHarness()
        for number in 1..<1000 {
            _ = try await api.catalog.createNamespace(title: "namespace \(number)", id: nil)
        }
        let answer = await api.send("POST", "", #"{"title":"one too many"}"#)
        #expect(answer.isFailure(400, 10022))
        #expect(await api.send("GET", "?per_page=1000").items.count == 1000)
    }
}
