import JSON
import KeyValueStore
import SQLiteStore
import Testing

@testable import UserAPI

struct UserRoutesListTests {
    private func ids(_ answer: Answer) -> [String] {
        (answer.json["users"]?.arrayValue ?? []).compactMap { $0.objectValue?["id"]?.stringValue }
    }

    /// The target of a `Link` of a relation.
    private func link(_ relation: String, _ answer: Answer) -> String? {
        for part in (answer["link"] ?? "").split(separator: ", ") where part.hasSuffix("rel=\"\(relation)\"")
        {
            return String(part.dropFirst().prefix { $0 != ">" })
        }
        return nil
    }

    @Test func anEmptyCollectionIsAPage() async throws {
        try await UserService.run { service in
            let answer = try await service.send("GET", "/users")
            #expect(answer.text == #"{"users":[],"cursor":null}"#)
            #expect(answer["link"] == #"</users?limit=100>; rel="first""#)
        }
    }

    @Test(arguments: [1, 2, 3, 10, 1000])
    func followingTheLinksShowsEveryUserOnce(limit: Int) async throws {
        try await UserService.run { service in
            let all = ["b", "a", "c:1", "A", "c.1", "c", "b-2", "0", "z~", "b@x"]
            for id in all { try await service.create(id) }
            var found: [String] = []
            var target: String? = "/users?limit=\(limit)"
            while let next = target {
                let answer = try await service.send("GET", next)
                #expect(answer.status == 200)
                #expect(ids(answer).count <= limit)
                found += ids(answer)
                target = link("next", answer)
                #expect((target == nil) == (answer.json["cursor"]?.isNull == true))
                #expect(link("first", answer) == "/users?limit=\(limit)")
            }
            #expect(found == all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    @Test func usersAreListedByteForByte() async throws {
        try await UserService.run { service in
            let user = try await service.create("u1", #","n":1.0,"\u00e9":"\/""#)
            #expect(
                try await service.send("GET", "/users").text == #"{"users":[\#(user.text)],"cursor":null}"#
            )
        }
    }

    @Test func aPrefixNarrowsTheListingAndItsLinks() async throws {
        try await UserService.run { service in
            for id in ["a", "ab", "ab+1", "ab+2", "b"] { try await service.create(id) }
            let answer = try await service.send("GET", "/users?prefix=ab%2B&limit=1")
            #expect(ids(answer) == ["ab+1"])
            let next = try #require(link("next", answer))
            #expect(ids(try await service.send("GET", next)) == ["ab+2"])
            #expect(ids(try await service.send("GET", "/users?prefix=x")) == [])
        }
    }

    @Test func aCursorIsBoundToItsListing() async throws {
        try await UserService.run { service in
            for id in ["a1", "a2", "a3", "b"] { try await service.create(id) }
            let page = try await service.send("GET", "/users?prefix=a&limit=1")
            let cursor = try #require(page.json["cursor"]?.stringValue)
            #expect(try await service.send("GET", "/users?prefix=a&limit=2&cursor=\(cursor)").status == 200)
            let last = cursor.last == "A" ? "B" : "A"
            for query in [
                "cursor=\(cursor)", "prefix=b&cursor=\(cursor)", "prefix=a&cursor=A\(cursor)",
                "prefix=a&cursor=\(cursor)A", "prefix=a&cursor=\(cursor.dropLast())",
                "prefix=a&cursor=\(cursor.dropLast())\(last)",
                "prefix=a&cursor=\(cursor)%3D", "prefix=a&cursor=\(cursor.dropFirst())",
            ] {
                let answer = try await service.send("GET", "/users?\(query)")
                #expect(answer.status == 400, "\(query)")
                #expect(answer.code == "invalid-cursor")
            }
            #expect(service.isConnected)
        }
    }

    @Test func aCursorSurvivesARestartAndOtherWriters() async throws {
        let folder = TemporaryFolder()
        var next = ""
        for isSecond in [false, true] {
            let database = try SQLiteDatabase(path: folder.file())
            let (_, store) = try await database.openNamespace(title: "USER_DATA")
            try await UserService.run(.init(store: store, clock: SystemClock())) { service in
                if isSecond {
                    let answer = try await service.send("GET", next)
                    #expect(ids(answer) == ["c", "d", "e"])
                } else {
                    for id in ["a", "b", "d", "e"] { try await service.create(id) }
                    let page = try await service.send("GET", "/users?limit=2")
                    next = try #require(link("next", page)).replacing("limit=2", with: "limit=100")
                    try await service.create("c")
                    #expect(try await service.send("DELETE", "/users/b").status == 204)
                }
            }
            await database.close()
        }
    }

    static let projections = [
        ("id", #"{"id":"u1"}"#), ("email,id", #"{"id":"u1","email":"u@example.com"}"#), ("n", #"{"n":1.0}"#),
        ("absent", "{}"), ("%C3%A9", #"{"é":0}"#),
    ]

    @Test(arguments: projections)
    func fieldsChooseMembers(fields: String, expected: String) async throws {
        try await UserService.run { service in
            try await service.create("u1", #","n":1.0,"é":0"#)
            let answer = try await service.send("GET", "/users?fields=\(fields)")
            #expect(answer.text == #"{"users":[\#(expected)],"cursor":null}"#)
            let lines = try await service.send(
                "GET",
                "/users?fields=\(fields)",
                ["Accept": "application/x-ndjson"]
            )
            #expect(lines.text == "\(expected)\n")
        }
    }

    @Test func theLinksOfAProjectionKeepIt() async throws {
        try await UserService.run { service in
            for id in ["a", "b"] { try await service.create(id) }
            let answer = try await service.send("GET", "/users?fields=id&limit=1")
            let next = try #require(link("next", answer))
            #expect(try await service.send("GET", next).text == #"{"users":[{"id":"b"}],"cursor":null}"#)
            #expect(link("first", answer)?.contains("fields=id") == true)
        }
    }

    @Test func linesAreTheWholeCollection() async throws {
        try await UserService.run { (service) async throws in
            var expected = ""
            for number in 100..<350 { expected += try await service.create("u\(number)").text + "\n" }
            let answer = try await service.send("GET", "/users", ["Accept": "application/x-ndjson"])
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "application/x-ndjson")
            #expect(answer.text == expected)
            let some = try await service.send("GET", "/users?prefix=u10", ["Accept": "application/x-ndjson"])
            #expect(some.lines.count == 10)
            let none = try await service.send("GET", "/users?prefix=x", ["Accept": "application/x-ndjson"])
            #expect(none.body.isEmpty)
            for query in ["limit=1", "cursor=x"] {
                let refused = try await service.send(
                    "GET",
                    "/users?\(query)",
                    ["Accept": "application/x-ndjson"]
                )
                #expect(refused.code == "invalid-query")
            }
            #expect(service.isConnected)
        }
    }

    static let accepts: [(String?, String)] = [
        (nil, "application/json"), ("*/*", "application/json"), ("application/json", "application/json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/x-ndjson, application/json", "application/json"),
        ("application/x-ndjson, */*;q=0.1", "application/x-ndjson"),
        ("application/json;q=0.5, application/x-ndjson", "application/x-ndjson"),
    ]

    @Test(arguments: accepts)
    func theClientChoosesTheForm(accept: String?, type: String) async throws {
        try await UserService.run { (service) async throws in
            let fields = accept.map { [("Accept", $0)] } ?? []
            #expect(try await service.send("GET", "/users", nil, fields)["content-type"] == type)
            let ids = Array(#"{"ids":["a"]}"#.utf8)
            #expect(try await service.send("POST", "/users:batchGet", ids, fields)["content-type"] == type)
            #expect(try await service.send("POST", "/users:batchDelete", ids, fields)["content-type"] == type)
            #expect(
                try await service.send("POST", "/users:batchCreate", Array("[]".utf8), fields)["content-type"]
                    == type
            )
        }
    }
}
