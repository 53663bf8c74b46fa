import Compression
import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import UserAPI

struct BatchRoutesTests {
    private func item(_ id: String, _ more: String = "") -> String {
        #"{"id":"\#(id)","email":"u@example.com"\#(more)}"#
    }

    private func ids(_ ids: [String]) -> String {
        #"{"ids":[\#(ids.map { "\"\($0)\"" }.joined(separator: ","))]}"#
    }

    // MARK: Get and delete

    @Test(arguments: ["application/json", "application/x-ndjson"])
    func eachIdHasAResultInOrder(accept: String) async throws {
        try await UserService.run { service in
            let user = try await service.create("u1", #","n":1.0"#)
            try await service.create("u2")
            let body = ids(["u2", "absent", "u1", "not an id", "u1"])
            let answer = try await service.send("POST", "/users:batchGet", body, ["Accept": accept])
            #expect(answer.status == 200)
            #expect(
                answer.resultTexts == [
                    "u2 200", "absent 404 user-not-found", "u1 200", "not an id 404 user-not-found", "u1 200",
                ]
            )
            #expect(answer.results[2]["user"]?.bytes == user.body)
            #expect(answer.text.contains(#"{"id":"u1","status":200,"user":\#(user.text)}"#))
        }
    }

    @Test(arguments: ["application/json", "application/x-ndjson"])
    func theCacheMakesNoDifferenceToWhatIsRead(accept: String) async throws {
        try await UserService.run { service in
            for id in ["u1", "u2", "u3"] { try await service.create(id) }
            _ = try await service.context.cache.put(KVWrite(key: KVKey("user:odd"), value: [0x31]))
            let expires = try await service.send("PUT", "/users/u3?expiration_ttl=1000", #"{"n":1}"#)
            #expect(expires.status == 200)
            let body = ids(["u1", "odd", "absent", "u3", "not an id", "u2"])
            service.context.cache.removeAll()
            let loaded = try await service.send("POST", "/users:batchGet", body, ["Accept": accept])
            #expect(
                loaded.resultTexts == [
                    "u1 200", "odd 500 corrupt-user", "absent 404 user-not-found", "u3 200",
                    "not an id 404 user-not-found", "u2 200",
                ]
            )
            let hits = service.context.cache.statistics.hits
            let cached = try await service.send("POST", "/users:batchGet", body, ["Accept": accept])
            #expect(cached.body == loaded.body)
            #expect(service.context.cache.statistics.hits > hits)
            let zipped: KeyValuePairs = ["Accept": accept, "Accept-Encoding": "gzip"]
            let coded = try await service.send("POST", "/users:batchGet", body, zipped)
            #expect(coded["content-encoding"] == "gzip")
            #expect(try GzipDecoder.decode(coded.body, bytesMaximum: 1 << 20) == loaded.body)
        }
    }

    /// Longer than what is made in one piece.
    @Test func longAnswersAreWhole() async throws {
        try await UserService.run { service in
            let text = String(repeating: "x", count: 50_000)
            try await service.create("u1", #","text":"\#(text)""#)
            let names = [String](repeating: "u1", count: 20)
            for _ in 0..<2 {
                let answer = try await service.send("POST", "/users:batchGet", ids(names))
                #expect(answer.resultTexts == names.map { "\($0) 200" })
                #expect(answer.text.count > 20 * text.count)
            }
        }
    }

    @Test func aThousandIdsAreTheMost() async throws {
        try await UserService.run { service in
            for number in 0..<150 { try await service.create("u\(number)") }
            let all = (0..<1000).map { "u\($0)" }
            let answer = try await service.send("POST", "/users:batchGet", ids(all))
            #expect(
                answer.resultTexts
                    == all.map { Int($0.dropFirst()) ?? 0 < 150 ? "\($0) 200" : "\($0) 404 user-not-found" }
            )
            let refused = try await service.send("POST", "/users:batchGet", ids(all + ["one"]))
            #expect(refused.status == 422)
            let deleted = try await service.send("POST", "/users:batchDelete", ids(all))
            #expect(deleted.resultTexts == all.map { "\($0) 204" })
            #expect(try await service.storedIDs() == [])
        }
    }

    @Test(arguments: ["application/json", "application/x-ndjson"])
    func deletingReportsEachIdAndTouchesNoOther(accept: String) async throws {
        try await UserService.run { service in
            for id in ["u1", "u2", "u3"] { try await service.create(id) }
            let body = ids(["u2", "absent", "not an id", "u2"])
            let answer = try await service.send("POST", "/users:batchDelete", body, ["Accept": accept])
            #expect(answer.resultTexts == ["u2 204", "absent 204", "not an id 204", "u2 204"])
            #expect(try await service.storedIDs() == ["u1", "u3"])
            #expect(try await service.send("GET", "/users/u2").status == 404)
        }
    }

    @Test func aBatchSeesWhatWasJustWritten() async throws {
        try await UserService.run { service in
            try await service.create()
            _ = try await service.send("GET", "/users/u1")
            let changed = try await service.send("PUT", "/users/u1", #"{"n":1}"#)
            let answer = try await service.send("POST", "/users:batchGet", ids(["u1"]))
            #expect(answer.results.first?["user"]?.bytes == changed.body)
        }
    }

    // MARK: Create

    static let policies: [(query: String, results: [String], keepsOld: Bool)] = [
        ("", ["a 201 created", "u1 409 user-exists", "b 201 created"], true),
        ("?on_conflict=fail", ["a 201 created", "u1 409 user-exists", "b 201 created"], true),
        ("?on_conflict=skip", ["a 201 created", "u1 200 skipped", "b 201 created"], true),
        ("?on_conflict=replace", ["a 201 created", "u1 200 replaced", "b 201 created"], false),
    ]

    @Test(arguments: policies, [true, false])
    func aTakenIdIsDealtWithAsTheQuerySays(
        row: (query: String, results: [String], keepsOld: Bool),
        isLines: Bool
    ) async throws {
        try await UserService.run { service in
            try await service.create("u1", #","v":"old""#)
            _ = try await service.send("GET", "/users/u1")
            let items = [item("a"), item("u1", #","v":"new""#), item("b")]
            let body = isLines ? items.joined(separator: "\n") : "[\(items.joined(separator: ","))]"
            let type = isLines ? "application/x-ndjson" : "application/json"
            let answer = try await service.send("POST", "/users:batchCreate\(row.query)", body, type: type)
            #expect(answer.status == 200)
            #expect(answer.resultTexts == row.results)
            #expect(try await service.storedIDs() == ["a", "b", "u1"])
            let user = try await service.send("GET", "/users/u1")
            #expect(user.json["v"]?.stringValue == (row.keepsOld ? "old" : "new"))
        }
    }

    /// Items that fail, each alone.
    static let badItems: [(item: String, result: String)] = [
        ("{}", "- 422 invalid-email"),
        ("[]", "- 422 wrong-type"),
        ("7", "- 422 wrong-type"),
        (#"{"id":"a b","email":"u@a"}"#, "a b 422 invalid-user-id"),
        (#"{"id":"x","email":"u"}"#, "x 422 invalid-email"),
        (#"{"id":"x","email":"u@a","email":"u@a"}"#, "- 400 duplicate-member"),
        (#"{"id":"x","email":"\ud800"}"#, "- 400 invalid-json"),
        (#"{"id":"x" "email":"u@a"}"#, "- 400 invalid-json"),
        (#"{"id":"first","email":"u@a"}"#, "first 409 user-exists"),
    ]

    @Test(arguments: badItems, [true, false])
    func aBadItemFailsAlone(row: (item: String, result: String), isLines: Bool) async throws {
        try await UserService.run { service in
            let items = [item("first"), row.item, item("last")]
            let body = isLines ? items.joined(separator: "\r\n") : "[ \(items.joined(separator: " , ")) ]"
            let type = isLines ? "application/x-ndjson" : "application/json"
            let answer = try await service.send("POST", "/users:batchCreate", body, type: type)
            #expect(answer.resultTexts == ["first 201 created", row.result, "last 201 created"])
            #expect(try await service.storedIDs() == ["first", "last"])
            #expect(service.isConnected)
        }
    }

    @Test func itemsAreStoredByteForByte() async throws {
        try await UserService.run { service in
            let now = service.clock.wallMilliseconds()
            let answer = try await service.send(
                "POST",
                "/users:batchCreate?expiration_ttl=60",
                "[\(item("u1", #","n":1.0,"\u00e9":"\/""#))]"
            )
            #expect(answer.resultTexts == ["u1 201 created"])
            let expected =
                #"{"id":"u1","email":"u@example.com","n":1.0,"\u00e9":"\/","preferences":{},"createdAt":\#(now),"updatedAt":\#(now)}"#
            #expect(try await service.stored() == expected)
            let expiration = now / 1000 + 60
            #expect(try await service.send("GET", "/users/u1")["expiration"] == "\(expiration)")
            #expect(answer.results.first?["expiration"]?.int64Value == expiration)
            let read = try await service.send("POST", "/users:batchGet", ids(["u1"]))
            #expect(read.results.first?["expiration"]?.int64Value == expiration)
        }
    }

    @Test func anIdThatIsTooLongIsNotRepeatedInItsResult() async throws {
        try await UserService.run { service in
            let long = String(repeating: "x", count: 513)
            let answer = try await service.send("POST", "/users:batchCreate", "[\(item(long)),\(item("u1"))]")
            #expect(answer.resultTexts == ["- 422 invalid-user-id", "u1 201 created"])
        }
    }

    @Test func anEmptyStreamHasNoResults() async throws {
        try await UserService.run { service in
            #expect(try await service.send("POST", "/users:batchCreate", "[]").text == #"{"results":[]}"#)
            let lines = try await service.send(
                "POST",
                "/users:batchCreate",
                "\n\n",
                type: "application/x-ndjson"
            )
            #expect(lines.text == #"{"results":[]}"#)
        }
    }

    /// Streams that are no array of items, from the first byte.
    @Test(arguments: ["", "x", "{}", "[,]", "["])
    func whatIsNoArrayIsRefused(body: String) async throws {
        try await UserService.run { service in
            let answer = try await service.send("POST", "/users:batchCreate", body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid-json")
            #expect(try await service.storedIDs() == [])
        }
    }

    @Test func aStreamThatBreaksOffKeepsWhatCameBefore() async throws {
        try await UserService.run { service in
            let answer = try await service.send("POST", "/users:batchCreate", "[\(item("a")),\(item("b")) x")
            #expect(answer.status == 200)
            #expect(answer.resultTexts == ["a 201 created", "b 201 created", "- 400 invalid-json"])
            #expect(try await service.storedIDs() == ["a", "b"])
            #expect(try await service.send("GET", "/livez").status == 200)
        }
    }

    @Test(arguments: [true, false])
    func aStreamMayBeLongerThanAnyBound(isLines: Bool) async throws {
        try await UserService.run(.init(settings: UserAPISettings(contentBytesMaximum: 1000))) { service in
            let numbers = 0..<3000
            let items = numbers.map {
                item("u\(10_000 + $0)", #","pad":"\#(String(repeating: "x", count: $0 % 500))""#)
            }
            let body = isLines ? items.joined(separator: "\n") : "[\(items.joined(separator: ","))]"
            let answer = try await service.send(
                "POST",
                "/users:batchCreate",
                Array(body.utf8),
                type: isLines ? "application/x-ndjson" : "application/json",
                [("Accept", "application/x-ndjson")]
            )
            #expect(answer.resultTexts == numbers.map { "u\(10_000 + $0) 201 created" })
            let all = try await service.send("GET", "/users", ["Accept": "application/x-ndjson"])
            #expect(all.lines.count == 3000)
        }
    }

    @Test func anItemThatIsTooLongEndsTheStream() async throws {
        try await UserService.run(.init(settings: UserAPISettings(contentBytesMaximum: 1000))) { service in
            let long = item("long", #","x":"\#(String(repeating: "x", count: 2000))""#)
            let answer = try await service.send(
                "POST",
                "/users:batchCreate",
                "[\(item("a")),\(long),\(item("b"))]"
            )
            #expect(answer.resultTexts == ["a 201 created", "- 413 payload-too-large"])
            #expect(try await service.storedIDs() == ["a"])
        }
    }
}
