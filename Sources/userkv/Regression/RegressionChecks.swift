import HTTPClient
import JSON

/// All checks, in the order in which they run.
enum RegressionChecks {
    static let all =
        health + creating + reading + updating + patching + deleting + listing + errors + coherence + limits

    private static let health = [
        RegressionCheck("health", "answers 200 on /livez and /readyz") { client in
            _ = try await client.send("GET", "/livez").expect(200)
            _ = try await client.send("GET", "/readyz").expect(200)
        }
    ]

    private static let creating = [
        RegressionCheck("create", "answers 201 with Location, ETag and the user") { client in
            let id = client.newID()
            let answer = try await client.create(id)
            try expectEqual(try answer.header("Location"), "/users/\(id)", "Location")
            try expectEqual(try answer.header("ETag").hasPrefix("\""), true, "a strong ETag")
            let user = try answer.json()
            try expectEqual(user["id"]?.stringValue, id, "id")
            try expectEqual(user["email"]?.stringValue, "u@example.com", "email")
            let created = user["createdAt"]?.int64Value ?? 0
            try expectEqual(created > 1_500_000_000_000, true, "createdAt in milliseconds")
            try expectEqual(user["updatedAt"]?.int64Value, created, "updatedAt")
        },
        RegressionCheck("create", "refuses an id that exists with 409 and keeps the user") { client in
            let id = client.newID()
            let first = try await client.create(id)
            try await client.send("POST", "/users", body: first.text).expectProblem(409, "user-exists")
            try expectEqual(try await client.send("GET", "/users/\(id)").text, first.text, "the user")
        },
        RegressionCheck("create", "makes an id where none is sent") { client in
            let answer = try await client.send("POST", "/users", body: "{\"email\":\"u@example.com\"}")
                .expect(201)
            let id = try answer.json()["id"]?.stringValue ?? ""
            try expectEqual(try answer.header("Location"), "/users/\(id)", "Location")
            _ = try await client.send("DELETE", "/users/\(id)").expect(204)
        },
    ]

    private static let reading = [
        RegressionCheck("read", "returns what was stored, byte for byte") { client in
            let id = client.newID()
            let members =
                "\"preferences\":{\"a\":1.0,\"b\":12345678901234567890,\"c\":-0,\"d\":1e3,\"e\":\"\\u00e9\"},\"z\":[null]"
            let created = try await client.create(id, members: members)
            try expectEqual(created.text.contains(members), true, "the members as sent, in the answer")
            try expectEqual(
                try await client.send("GET", "/users/\(id)").expect(200).text,
                created.text,
                "the user"
            )
        },
        RegressionCheck("read", "answers HEAD like GET, without content") { client in
            let id = client.newID()
            let created = try await client.create(id)
            let head = try await client.send("HEAD", "/users/\(id)").expect(200)
            try expectEqual(head.body.count, 0, "content length of HEAD")
            try expectEqual(try head.header("ETag"), try created.header("ETag"), "ETag")
        },
        RegressionCheck("read", "answers 304 for the ETag it gave") { client in
            let id = client.newID()
            let tag = try await client.create(id).header("ETag")
            _ = try await client.send("GET", "/users/\(id)", headers: [("If-None-Match", tag)]).expect(304)
            _ = try await client.send("GET", "/users/\(id)", headers: [("If-None-Match", "\"x\"")]).expect(
                200
            )
        },
        RegressionCheck("read", "answers 404 for an absent user") { client in
            try await client.send("GET", "/users/\(client.newID())").expectProblem(404, "user-not-found")
        },
    ]

    private static let updating = [
        RegressionCheck("update", "replaces the members given and keeps the others") { client in
            let id = client.newID()
            let before = try await client.create(id, members: "\"preferences\":{\"a\":1},\"plan\":\"free\"")
                .json()
            let body = "{\"preferences\":{\"theme\":\"dark\"}}"
            let after = try await client.send("PUT", "/users/\(id)", body: body).expect(200).json()
            try expectEqual(after["preferences"]?.objectValue?.members.count, 1, "members of preferences")
            try expectEqual(after["plan"]?.stringValue, "free", "plan")
            try expectEqual(after["createdAt"]?.int64Value, before["createdAt"]?.int64Value, "createdAt")
            let stored = try await client.send("GET", "/users/\(id)").expect(200).json()
            try expectEqual(stored == after, true, "the stored user is the one answered")
        },
        RegressionCheck("update", "answers 404 for an absent user") { client in
            try await client.send("PUT", "/users/\(client.newID())", body: "{}").expectProblem(
                404,
                "user-not-found"
            )
        },
        RegressionCheck("update", "refuses another id with 422") { client in
            let id = client.newID()
            _ = try await client.create(id)
            try await client.send("PUT", "/users/\(id)", body: "{\"id\":\"x\"}").expectProblem(
                422,
                "immutable-field"
            )
        },
        RegressionCheck("update", "obeys If-Match") { client in
            let id = client.newID()
            let tag = try await client.create(id).header("ETag")
            let match = [("If-Match", tag)]
            _ = try await client.send("PUT", "/users/\(id)", body: "{\"n\":1}", headers: match).expect(200)
            try await client.send("PUT", "/users/\(id)", body: "{\"n\":2}", headers: match)
                .expectProblem(412, "precondition-failed")
            try expectEqual(try await client.send("GET", "/users/\(id)").json()["n"]?.int64Value, 1, "n")
        },
        RegressionCheck("update", "keeps both of two concurrent changes") { client in
            let id = client.newID()
            _ = try await client.create(id)
            async let first = client.send("PUT", "/users/\(id)", body: "{\"a\":1}")
            async let second = client.send("PUT", "/users/\(id)", body: "{\"b\":2}")
            _ = try await (first.expect(200), second.expect(200))
            let user = try await client.send("GET", "/users/\(id)").expect(200).json()
            try expectEqual(user["a"]?.int64Value, 1, "a")
            try expectEqual(user["b"]?.int64Value, 2, "b")
        },
    ]

    private static let patching = [
        RegressionCheck("patch", "applies a JSON Merge Patch") { client in
            let id = client.newID()
            _ = try await client.create(id, members: "\"preferences\":{\"a\":1,\"b\":2}")
            let headers = [("Content-Type", "application/merge-patch+json")]
            let body = "{\"preferences\":{\"a\":null,\"c\":3}}"
            let user = try await client.send("PATCH", "/users/\(id)", body: body, headers: headers).expect(
                200
            ).json()
            try expectEqual(user["preferences"]?.bytes ?? [], Array("{\"b\":2,\"c\":3}".utf8), "preferences")
        },
        RegressionCheck("patch", "applies a JSON Patch, or none of it") { client in
            let id = client.newID()
            _ = try await client.create(id, members: "\"preferences\":{\"n\":1}")
            let headers = [("Content-Type", "application/json-patch+json")]
            let good = "[{\"op\":\"replace\",\"path\":\"/preferences/n\",\"value\":2}]"
            _ = try await client.send("PATCH", "/users/\(id)", body: good, headers: headers).expect(200)
            let bad =
                "[{\"op\":\"add\",\"path\":\"/x\",\"value\":1},{\"op\":\"test\",\"path\":\"/preferences/n\",\"value\":9}]"
            try await client.send("PATCH", "/users/\(id)", body: bad, headers: headers)
                .expectProblem(409, "patch-conflict")
            try expectEqual(
                try await client.send("GET", "/users/\(id)").json().contains("x"),
                false,
                "x is there"
            )
        },
    ]

    private static let deleting = [
        RegressionCheck("delete", "answers 204, also for an absent user, and the user is gone") { client in
            let id = client.newID()
            _ = try await client.create(id)
            _ = try await client.send("DELETE", "/users/\(id)").expect(204)
            _ = try await client.send("DELETE", "/users/\(id)").expect(204)
            try await client.send("GET", "/users/\(id)").expectProblem(404, "user-not-found")
        },
        RegressionCheck("delete", "lets the id be used again") { client in
            let id = client.newID()
            _ = try await client.create(id, members: "\"first\":1")
            _ = try await client.send("DELETE", "/users/\(id)").expect(204)
            let second = try await client.create(id, members: "\"second\":2")
            try expectEqual(try await client.send("GET", "/users/\(id)").text, second.text, "the user")
        },
    ]
}
