import HTTPClient
import JSON

extension RegressionChecks {
    static let listing = [
        RegressionCheck("list", "gives every user once, in order, over pages of any size") { client in
            let group = "\(client.newID())-list-"
            let ids = (0..<7).map { "\(group)\($0)" }
            for id in ids.shuffled() { _ = try await client.create(id) }
            for size in [1, 2, 3, 7, 100] {
                try expectEqual(
                    try await listed(client, prefix: group, limit: size),
                    ids,
                    "ids in pages of \(size)"
                )
            }
        },
        RegressionCheck("list", "refuses an altered cursor and a cursor of another listing") { client in
            let group = "\(client.newID())-cursor-"
            for number in 0..<3 { _ = try await client.create("\(group)\(number)") }
            let page = try await client.send("GET", "/users?limit=1&prefix=\(group)").expect(200).json()
            let cursor = page["cursor"]?.stringValue ?? ""
            try await client.send("GET", "/users?limit=1&prefix=\(group)&cursor=A\(cursor)")
                .expectProblem(400, "invalid-cursor")
            try await client.send("GET", "/users?limit=1&prefix=\(client.prefix)&cursor=\(cursor)")
                .expectProblem(400, "invalid-cursor")
        },
    ]

    private static func listed(_ client: RegressionClient, prefix: String, limit: Int) async throws
        -> [String]
    {
        var ids: [String] = []
        var cursor: String?
        repeat {
            let next = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try await client.send("GET", "/users?prefix=\(prefix)&limit=\(limit)\(next)").expect(
                200
            ).json()
            let users = page["users"]?.arrayValue ?? []
            try expectEqual(users.count <= limit, true, "at most \(limit) users on a page")
            ids += users.compactMap { $0.objectValue?["id"]?.stringValue }
            cursor = page["cursor"]?.stringValue
        } while cursor != nil
        return ids
    }

    static let errors =
        refusedDocuments.map { name, body, status, code in
            RegressionCheck("errors", "refuses \(name) with \(status)") { client in
                // A service that takes it all the same has made a user of this run.
                try await client.send("POST", "/users", body: body(client)).expectProblem(status, code)
            }
        } + refusedRequests

    private typealias Document = @Sendable (RegressionClient) -> String

    private static let refusedDocuments: [(String, Document, Int, String)] = [
        ("broken JSON", { "{\"id\":\"\($0.newID())\",\"email\":" }, 400, "invalid-json"),
        (
            "a member that comes twice",
            { "{\"id\":\"\($0.newID())\",\"id\":\"\($0.newID())\",\"email\":\"u@example.com\"}" },
            400, "duplicate-member"
        ),
        (
            "a lone surrogate", { "{\"id\":\"\($0.newID())\",\"email\":\"\\ud800\"}" },
            400, "invalid-json"
        ),
        (
            "an array", { "[{\"id\":\"\($0.newID())\",\"email\":\"u@example.com\"}]" },
            422, "wrong-type"
        ),
        (
            "an invalid id", { "{\"id\":\"\($0.newID()) b\",\"email\":\"u@example.com\"}" },
            422, "invalid-user-id"
        ),
        (
            "preferences that are no object",
            { "{\"id\":\"\($0.newID())\",\"email\":\"u@example.com\",\"preferences\":1}" },
            422, "wrong-type"
        ),
    ]

    private static let refusedRequests = [
        RegressionCheck("errors", "refuses another content type with 415") { client in
            try await client.send("POST", "/users", body: "a=b", headers: [("Content-Type", "text/plain")])
                .expectProblem(415, "unsupported-media-type")
        },
        RegressionCheck("errors", "refuses an unknown query parameter with 400") { client in
            try await client.send("GET", "/users?limits=1").expectProblem(400, "invalid-query")
        },
        RegressionCheck("errors", "refuses a page size out of bounds with 400") { client in
            try await client.send("GET", "/users?limit=0").expectProblem(400, "invalid-query")
            try await client.send("GET", "/users?limit=1001").expectProblem(400, "invalid-query")
        },
        RegressionCheck("errors", "answers 405 with Allow for another method") { client in
            let answer = try await client.send("PUT", "/users", body: "{}")
            try answer.expectProblem(405, "method-not-allowed")
            try expectEqual(try answer.header("Allow").contains("POST"), true, "POST in Allow")
        },
        RegressionCheck("errors", "answers 404 for an unknown path") { client in
            try await client.send("GET", "/nothing/here").expectProblem(404, "not-found")
        },
        RegressionCheck("errors", "answers 406 where no media type is acceptable") { client in
            let id = client.newID()
            _ = try await client.create(id)
            try await client.send("GET", "/users/\(id)", headers: [("Accept", "image/png")])
                .expectProblem(406, "not-acceptable")
        },
    ]

    static let coherence = [
        RegressionCheck("cache", "never gives the old user after an update") { client in
            let id = client.newID()
            _ = try await client.create(id)
            for number in 1...10 {
                _ = try await client.send("GET", "/users/\(id)").expect(200)
                let put = try await client.send("PUT", "/users/\(id)", body: "{\"n\":\(number)}").expect(200)
                try expectEqual(try await client.send("GET", "/users/\(id)").text, put.text, "read \(number)")
            }
        },
        RegressionCheck("cache", "never gives an absence after a create, nor a user after a delete") {
            client in
            let id = client.newID()
            for _ in 1...5 {
                _ = try await client.send("GET", "/users/\(id)").expect(404)
                _ = try await client.create(id)
                _ = try await client.send("GET", "/users/\(id)").expect(200)
                _ = try await client.send("DELETE", "/users/\(id)").expect(204)
            }
        },
        RegressionCheck("cache", "answers the same with and without the cache, and says which") { client in
            let id = client.newID()
            _ = try await client.create(id)
            let first = try await client.send("GET", "/users/\(id)").expect(200)
            let fresh = try await client.send("GET", "/users/\(id)", headers: [("Cache-Control", "no-cache")])
            try expectEqual(try fresh.expect(200).text, first.text, "the user")
            try expectEqual(
                try fresh.header("Cache-Status").contains("fwd="),
                true,
                "Cache-Status of no-cache"
            )
        },
    ]

    static let limits = [
        RegressionCheck("limits", "refuses 2 MiB of content with 413") { client in
            let long = String(repeating: "x", count: 2 << 20)
            let body = "{\"id\":\"\(client.newID())\",\"email\":\"u@example.com\",\"a\":\"\(long)\"}"
            _ = try await client.send("POST", "/users", body: body).expect(413)
        },
        RegressionCheck("limits", "refuses a target of 16 KiB with 414") { client in
            let path = "/users?prefix=" + String(repeating: "x", count: 16 << 10)
            _ = try await client.send("GET", path).expect(414)
        },
        RegressionCheck("limits", "refuses 64 KiB of header fields with 431") { client in
            let value = String(repeating: "x", count: 64 << 10)
            _ = try await client.send("GET", "/users", headers: [("X-Long", value)]).expect(431)
        },
        RegressionCheck("limits", "serves on after all that") { client in
            _ = try await client.send("GET", "/livez").expect(200)
        },
    ]
}
