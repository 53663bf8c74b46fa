import JSON
import Testing

@testable import UserAPI

/// Conditional requests (RFC 9110 section 13) against the real server.
struct ConditionalRequestTests {
    @Test func theTagIsStrongAndTheSameOnEveryWay() async throws {
        try await UserService.run { service in
            let created = try await service.create()
            let tag = try #require(created["etag"])
            #expect(tag.count == 34 && tag.hasPrefix("\"") && tag.hasSuffix("\""))
            let stored = try #require(try await service.stored())
            #expect(tag == EntityTag(content: Array(stored.utf8)).text)
            for fields: KeyValuePairs<String, String> in [[:], [:], ["Cache-Control": "no-cache"]] {
                #expect(try await service.send("GET", "/users/u1", fields)["etag"] == tag)
                #expect(try await service.send("HEAD", "/users/u1", fields)["etag"] == tag)
            }
            let other = try await service.send("PUT", "/users/u1", #"{"n":1}"#)
            #expect(other["etag"] != tag)
        }
    }

    /// How GET answers; `$` stands for the user's tag.
    static let reads: [(field: String, value: String, status: Int)] = [
        ("If-None-Match", "$", 304),
        ("If-None-Match", "W/$", 304),
        ("If-None-Match", "\"x\", $", 304),
        ("If-None-Match", "\"x\",W/$ ,\"y\"", 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", "\"x\"", 200),
        ("If-None-Match", "W/\"x\"", 200),
        ("If-None-Match", "x", 400),
        ("If-None-Match", "\"x", 400),
        ("If-Match", "$", 200),
        ("If-Match", "*", 200),
        ("If-Match", "\"x\", $", 200),
        ("If-Match", "W/$", 412),
        ("If-Match", "\"x\"", 412),
        ("If-Match", "x", 400),
    ]

    @Test(arguments: reads, [true, false])
    func aReadObeysItsCondition(row: (field: String, value: String, status: Int), isCached: Bool) async throws
    {
        try await UserService.run(.init(cacheBytes: isCached ? 16 << 20 : 0)) { service in
            let created = try await service.create()
            let tag = try #require(created["etag"])
            _ = try await service.send("GET", "/users/u1")
            let value = row.value.replacing("$", with: tag)
            for method in ["GET", "HEAD"] {
                let answer = try await service.send(method, "/users/u1", [row.field: value])
                #expect(answer.status == row.status, "\(method)")
                if row.status == 200 || row.status == 304 || row.status == 412 {
                    #expect(answer["etag"] == tag)
                }
                if row.status == 304 {
                    #expect(answer.body.isEmpty)
                    #expect(answer["cache-control"] == "private, no-cache")
                    #expect(answer["cache-status"]?.hasPrefix("userkv-lru; ") == true)
                }
            }
            #expect(service.isConnected)
        }
    }

    @Test func aReadOfAnAbsentUserObeysIfMatch() async throws {
        try await UserService.run { service in
            let failed = try await service.send("GET", "/users/u1", ["If-Match": "*"])
            #expect(failed.status == 412)
            #expect(failed.code == "precondition-failed")
            #expect(try await service.send("GET", "/users/u1", ["If-None-Match": "*"]).status == 404)
        }
    }

    /// How changes answer; `$` stands for the user's tag.
    static let changes: [(field: String, value: String, status: Int, onAbsent: Int)] = [
        ("If-Match", "$", 200, 412),
        ("If-Match", "\"x\", $", 200, 412),
        ("If-Match", "*", 200, 412),
        ("If-Match", "\"x\"", 412, 412),
        ("If-Match", "W/$", 412, 412),
        ("If-None-Match", "*", 412, 404),
        ("If-None-Match", "$", 412, 404),
        ("If-None-Match", "W/$", 412, 404),
        ("If-None-Match", "\"x\"", 200, 404),
        ("If-Match", "x", 400, 400),
        ("If-Match", "", 400, 400),
        ("If-None-Match", "\"x", 400, 400),
    ]

    static let methods = [
        ("PUT", #"{"n":1}"#, "application/json"),
        ("PATCH", #"{"n":1}"#, "application/merge-patch+json"),
        ("PATCH", #"[{"op":"add","path":"/n","value":1}]"#, "application/json-patch+json"),
        ("DELETE", nil, ""),
    ]

    @Test(arguments: changes, methods)
    func aChangeObeysItsCondition(
        row: (field: String, value: String, status: Int, onAbsent: Int),
        change: (method: String, body: String?, type: String)
    ) async throws {
        try await UserService.run { service in
            let created = try await service.create()
            let tag = try #require(created["etag"])
            let value = row.value.replacing("$", with: tag)
            let answer = try await service.send(
                change.method,
                "/users/u1",
                change.body,
                type: change.type,
                [row.field: value]
            )
            let isDelete = change.method == "DELETE"
            #expect(answer.status == (isDelete && row.status == 200 ? 204 : row.status))
            if row.status == 412 {
                #expect(answer.code == "precondition-failed")
                #expect(answer["etag"] == tag)
                #expect(answer["userkv-atomicity"] == "store")
                #expect(answer["cache-status"] == "userkv-lru; fwd=method")
                #expect(answer.json["current"]?.bytes == created.body)
            }
            let stored = try await service.stored()
            if row.status != 200 {
                #expect(stored == created.text)
            } else {
                #expect(isDelete ? stored == nil : stored == answer.text)
                #expect(answer["userkv-atomicity"] == "store")
            }

            let absent = try await service.send(
                change.method,
                "/users/absent",
                change.body,
                type: change.type,
                [row.field: value]
            )
            let expected = isDelete && row.onAbsent == 404 ? 204 : row.onAbsent
            #expect(absent.status == expected, "absent")
            if absent.status == 412 { #expect(absent["userkv-atomicity"] == "store") }
            #expect(try await service.stored("absent") == nil)
            #expect(service.isConnected)
        }
    }

    /// Both fields at once; `$` stands for the user's tag.
    static let pairs: [(match: String, noneMatch: String, status: Int)] = [
        ("$", "\"x\"", 200), ("*", "\"x\"", 200), ("\"x\", $", "\"y\", \"z\"", 200),
        ("$", "$", 412), ("*", "*", 412), ("*", "W/$", 412), ("\"x\"", "\"x\"", 412), ("\"x\"", "*", 412),
        ("x", "*", 400), ("*", "x", 400),
    ]

    @Test(arguments: pairs)
    func bothConditionsMustHoldWhereBothAreThere(match: String, noneMatch: String, status: Int) async throws {
        try await UserService.run { service in
            let created = try await service.create()
            let tag = try #require(created["etag"])
            let fields: KeyValuePairs = [
                "If-Match": match.replacing("$", with: tag),
                "If-None-Match": noneMatch.replacing("$", with: tag),
            ]
            let answer = try await service.send("PUT", "/users/u1", #"{"n":1}"#, fields)
            #expect(answer.status == status)
            #expect((try await service.stored() == created.text) == (status != 200))
        }
    }

    @Test func createOnlyMeansThat() async throws {
        try await UserService.run { service in
            let body = #"{"id":"u1","email":"u@example.com"}"#
            let first = try await service.send("POST", "/users", body, ["If-None-Match": "*"])
            #expect(first.status == 201)
            let second = try await service.send("POST", "/users", body, ["If-None-Match": "*"])
            #expect(second.status == 412)
            #expect(second.json["current"]?.bytes == first.body)
            #expect(second["etag"] == first["etag"])
            #expect(second["userkv-atomicity"] == "store")
            #expect(try await service.send("POST", "/users", body).code == "user-exists")
            #expect(try await service.stored() == first.text)
        }
    }

    static let createConditions = [("If-Match", "*"), ("If-Match", "\"x\""), ("If-None-Match", "\"x\"")]

    @Test(arguments: createConditions)
    func noOtherConditionFitsAUserThatIsToBeMade(field: String, value: String) async throws {
        try await UserService.run { service in
            let answer = try await service.send(
                "POST",
                "/users",
                #"{"id":"u1","email":"u@example.com"}"#,
                [field: value]
            )
            #expect(answer.status == 412)
            #expect(answer["userkv-atomicity"] == "store")
            #expect(try await service.storedIDs() == [])
            let created = try await service.create()
            let again = try await service.send("POST", "/users", created.text, [field: value])
            #expect(again.status == 412)
            #expect(again["etag"] == created["etag"])
            #expect(again.json["current"]?.bytes == created.body)
        }
    }

    @Test func anIdThatNobodyCanHaveIsAsAbsentAsAnyOther() async throws {
        try await UserService.run { service in
            #expect(try await service.send("DELETE", "/users/!bad").status == 204)
            #expect(try await service.send("DELETE", "/users/!bad", ["If-None-Match": "*"]).status == 204)
            for value in ["*", "\"x\""] {
                let answer = try await service.send("DELETE", "/users/!bad", ["If-Match": value])
                #expect(answer.status == 412)
                #expect(answer.code == "precondition-failed")
                #expect(answer["userkv-atomicity"] == "store")
            }
        }
    }

    @Test(arguments: methods)
    func aChangeMustCarryAConditionWhereTheSettingsSaySo(
        change: (method: String, body: String?, type: String)
    ) async throws {
        try await UserService.run(.init(settings: UserAPISettings(requiresPreconditions: true))) { service in
            let created = try await service.create()
            let refused = try await service.send(change.method, "/users/u1", change.body, type: change.type)
            #expect(refused.status == 428)
            #expect(refused.code == "precondition-required")
            #expect(try await service.stored() == created.text)
            let fields: KeyValuePairs = ["If-Match": created["etag"] ?? ""]
            let done = try await service.send(
                change.method,
                "/users/u1",
                change.body,
                type: change.type,
                fields
            )
            #expect(done.status == 200 || done.status == 204)
        }
    }
}
