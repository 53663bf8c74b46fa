import CloudflareKV
import JSON
import Testing

struct KVAPINamespacesTests {
    @Test(arguments: [
        ("per_page=2&page=1&order=title", ["a", "b"]), ("per_page=2&page=2&order=title", ["c", "existing"]),
        ("per_page=3&page=2&order=title", ["existing"]), ("per_page=4&page=2", []),
        ("per_page=1000&order=title&direction=asc", ["a", "b", "c", "existing"]),
        ("page=9223372036854775807", []), ("page=9223372036854775807&per_page=1", []),
        ("per_page=1&page=4&order=title&direction=desc", ["a"]),
    ])
    func areListedInPages(query: String, titles: [String]) async throws {
        let api = try await APIHarness()
        for title in ["b", "c", "a"] { _ = await api.send("POST", "", #"{"title":"\#(title)"}"#) }
        let answer = await api.send("GET", "?\(query)")
        #expect(answer.isSuccess)
        #expect(answer.column("title") == titles)
        #expect(answer.count == Int64(titles.count))
        #expect(answer.information?["total_count"]?.int64Value == 4)
    }

    @Test(arguments: [
        "page=0", "page=-1", "page=", "page=9223372036854775808", "per_page=0", "per_page=1001", "per_page=x",
        "order=name", "direction=up", "direction=", "order=id&order=title",
    ])
    func areNotListedBy(query: String) async throws {
        let api = try await APIHarness()
        #expect(await api.send("GET", "?\(query)").isFailure(400, 10001))
    }

    @Test func aTitleMayBeAnyText() async throws {
        let api = try await APIHarness()
        let title = "tab\t \"quoted\" \\ é 🎉"
        let created = await api.send(
            "POST",
            "",
            String(decoding: JSONValue.object(["title": title]).bytes, as: UTF8.self)
        )
        #expect(created.result?.objectValue?["title"]?.stringValue == title)
        #expect(await api.send("GET", "").column("title").contains(title))
    }

    @Test(arguments: [#""eu""#, #""""#, "7"])
    func noJurisdictionIsPromised(value: String) async throws {
        let api = try await APIHarness()
        let answer = await api.send("POST", "", #"{"title":"t","jurisdiction":\#(value)}"#)
        #expect(answer.isFailure(400, 10001))
        #expect(await api.send("POST", "", #"{"title":"t","jurisdiction":null}"#).isSuccess)
    }
}

extension JSONValue {
    fileprivate static func object(_ members: [String: String]) -> JSONValue {
        .object(JSONObject(members.map { JSONMember(name: $0, value: JSONValue($1)) }))
    }
}
