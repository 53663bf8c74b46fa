import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import UserAPI

struct UserRoutesWriteTests {
    @Test func aNewUserIsAnnounced() async throws {
        try await UserService.run { service in
            let now = service.clock.wallMilliseconds()
            let answer = try await service.create()
            #expect(answer["location"] == "/users/u1")
            #expect(answer["content-type"] == "application/json")
            #expect(answer["expiration"] == nil)
            #expect(
                answer.text
                    == #"{"id":"u1","email":"u@example.com","preferences":{},"createdAt":\#(now),"updatedAt":\#(now)}"#
            )
            #expect(try await service.stored() == answer.text)
        }
    }

    @Test func anIdIsMadeWhereNoneIsSent() async throws {
        try await UserService.run { service in
            var ids: [String] = []
            for _ in 0..<3 {
                let answer = try await service.send("POST", "/users", #"{"email":"u@example.com"}"#)
                let id = try #require(answer.json["id"]?.stringValue)
                #expect(answer["location"] == "/users/\(id)")
                #expect(answer.text.hasPrefix(#"{"id":"\#(id)","#))
                ids.append(id)
                service.clock.advance(milliseconds: 1)
            }
            #expect(try await service.storedIDs() == ids)
        }
    }

    /// Changes of a stored user `{"id","email","preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50]}`, and what the rest of
    /// it then is.
    static let changes: [(method: String, type: String, body: String, members: String)] = [
        ("PUT", "application/json", "{}", #""preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50]"#),
        ("PUT", "application/json", #"{"preferences":{"z":1}}"#, #""preferences":{"z":1},"list":[1,2.50]"#),
        ("PUT", "application/json", #"{"list":null}"#, #""preferences":{"a":1.0,"b":{"c":2}},"list":null"#),
        (
            "PUT", "application/json", #"{"id":"u1","createdAt":1,"updatedAt":2}"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50]"#
        ),
        (
            "PATCH", "application/merge-patch+json", #"{"preferences":{"a":null,"d":3e0}}"#,
            #""preferences":{"b":{"c":2},"d":3e0},"list":[1,2.50]"#
        ),
        ("PATCH", "application/merge-patch+json", #"{"list":null}"#, #""preferences":{"a":1.0,"b":{"c":2}}"#),
        (
            "PATCH", "application/merge-patch+json", #"{"list":[null]}"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[null]"#
        ),
        (
            "PATCH", "application/json", #"{"preferences":{"b":{"c":null}}}"#,
            #""preferences":{"a":1.0,"b":{}},"list":[1,2.50]"#
        ),
        (
            "PATCH", "application/json-patch+json", #"[{"op":"add","path":"/list/1","value":7.00}]"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[1,7.00,2.50]"#
        ),
        (
            "PATCH", "application/json-patch+json", #"[{"op":"add","path":"/list/-","value":7}]"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50,7]"#
        ),
        (
            "PATCH", "application/json-patch+json", #"[{"op":"remove","path":"/preferences/a"}]"#,
            #""preferences":{"b":{"c":2}},"list":[1,2.50]"#
        ),
        (
            "PATCH", "application/json-patch+json", #"[{"op":"replace","path":"/list","value":[]}]"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[]"#
        ),
        (
            "PATCH", "application/json-patch+json",
            #"[{"op":"move","from":"/list/1","path":"/preferences/b/c"}]"#,
            #""preferences":{"a":1.0,"b":{"c":2.50}},"list":[1]"#
        ),
        (
            "PATCH", "application/json-patch+json", #"[{"op":"copy","from":"/list/1","path":"/list/0"}]"#,
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[2.50,1,2.50]"#
        ),
        (
            "PATCH", "application/json-patch+json",
            #"[{"op":"test","path":"/preferences/a","value":1},{"op":"remove","path":"/list"}]"#,
            #""preferences":{"a":1.0,"b":{"c":2}}"#
        ),
        (
            "PATCH", "application/json-patch+json", "[]",
            #""preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50]"#
        ),
    ]

    @Test(arguments: changes)
    func aChangeTouchesWhatItNamesAndNothingElse(
        row: (method: String, type: String, body: String, members: String)
    ) async throws {
        try await UserService.run { service in
            let created = service.clock.wallMilliseconds()
            try await service.create("u1", #","preferences":{"a":1.0,"b":{"c":2}},"list":[1,2.50]"#)
            _ = try await service.send("GET", "/users/u1")
            service.clock.advance(milliseconds: 1)
            let answer = try await service.send(row.method, "/users/u1", row.body, type: row.type)
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == #"{"id":"u1","email":"u@example.com",\#(row.members),"createdAt":\#(created),"updatedAt":\#(created + 1)}"#
            )
            #expect(try await service.stored() == answer.text)
            let read = try await service.send("GET", "/users/u1")
            #expect(read.text == answer.text)
            #expect(read["etag"] == answer["etag"])
        }
    }

    @Test(arguments: [
        ("application/merge-patch+json", #"{"preferences":null}"#),
        ("application/json-patch+json", #"[{"op":"remove","path":"/preferences"}]"#),
    ])
    func aUserAlwaysHasPreferences(type: String, body: String) async throws {
        try await UserService.run { service in
            try await service.create("u1", #","preferences":{"a":1}"#)
            let answer = try await service.send("PATCH", "/users/u1", body, type: type)
            #expect(answer.status == 200)
            #expect(answer.json["preferences"]?.bytes == Array("{}".utf8))
        }
    }

    @Test func deletingSucceedsWhetherOrNotThereIsAUser() async throws {
        try await UserService.run { service in
            try await service.create()
            for _ in 0..<2 {
                let answer = try await service.send("DELETE", "/users/u1")
                #expect(answer.status == 204)
                #expect(answer.body.isEmpty)
                #expect(try await service.send("GET", "/users/u1").status == 404)
            }
            try await service.create()
            #expect(try await service.send("GET", "/users/u1").status == 200)
        }
    }

    // MARK: Preferences

    static let writes = [
        ("POST", "/users", #"{"id":"new","email":"u@example.com"}"#, 201),
        ("PUT", "/users/u1", #"{"n":1}"#, 204),
        ("PATCH", "/users/u1", #"{"n":1}"#, 204),
    ]

    @Test(arguments: writes)
    func aClientMayDoWithoutTheRepresentation(method: String, target: String, body: String, status: Int)
        async throws
    {
        try await UserService.run { service in
            try await service.create()
            let minimal = try await service.send(method, target, body, ["Prefer": "return=minimal"])
            #expect(minimal.status == status)
            #expect(minimal.body.isEmpty)
            #expect(minimal["preference-applied"] == "return=minimal")
            let id = status == 201 ? "new" : "u1"
            if status == 201 { #expect(minimal["location"] == "/users/new") }
            let stored = try #require(try await service.stored(id))
            #expect(minimal["etag"] == EntityTag(content: Array(stored.utf8)).text)
            #expect(service.isConnected)
        }
    }

    @Test(arguments: writes)
    func aClientMayAskForTheRepresentation(method: String, target: String, body: String, status: Int)
        async throws
    {
        try await UserService.run { service in
            try await service.create()
            let answer = try await service.send(
                method,
                target,
                body,
                ["Prefer": "return=representation, wait=5"]
            )
            #expect(answer.status == (status == 201 ? 201 : 200))
            #expect(answer["preference-applied"] == "return=representation")
            #expect(try await service.stored(status == 201 ? "new" : "u1") == answer.text)
        }
    }

    @Test func aStrictClientIsServedWhereAllMembersAreKnown() async throws {
        try await UserService.run { service in
            let body = #"{"id":"u1","email":"u@example.com","preferences":{"anything":1}}"#
            let answer = try await service.send("POST", "/users", body, ["Prefer": "handling=strict"])
            #expect(answer.status == 201)
            #expect(answer["preference-applied"] == "handling=strict")
        }
    }

    // MARK: Expirations

    static let now: Int64 = 1_700_000_000

    static let goodExpirations: [(query: String, expiration: Int64)] = [
        ("expiration_ttl=60", now + 60), ("expiration_ttl=3600", now + 3600),
        ("expiration=\(now + 60)", now + 60),
        ("expiration=253402300799", 253_402_300_799),
        // The time to live wins, and the other is then not looked at.
        ("expiration_ttl=61&expiration=1", now + 61),
    ]

    @Test(arguments: goodExpirations)
    func anExpirationIsSetAndReportedBack(query: String, expiration: Int64) async throws {
        try await UserService.run { service in
            let body = #"{"id":"u1","email":"u@example.com"}"#
            #expect(try await service.send("POST", "/users?\(query)", body)["expiration"] == "\(expiration)")
            #expect(try await service.send("GET", "/users/u1")["expiration"] == "\(expiration)")
            #expect(try await service.send("GET", "/users/u1")["expiration"] == "\(expiration)")
            let kept = try await service.send("PUT", "/users/u1", #"{"n":1}"#)
            #expect(kept["expiration"] == "\(expiration)")
            let minimal = try await service.send(
                "PATCH",
                "/users/u1",
                #"{"n":2}"#,
                ["Prefer": "return=minimal"]
            )
            #expect(minimal["expiration"] == "\(expiration)")
            let moved = try await service.send("PUT", "/users/u1?expiration_ttl=600", "{}")
            #expect(moved["expiration"] == "\(Self.now + 600)")
            let patched = try await service.send("PATCH", "/users/u1?\(query)", "{}")
            #expect(patched["expiration"] == "\(expiration)")
        }
    }

    /// Cloudflare KV's rules in Cloudflare KV's words.
    static let badExpirations: [(query: String, code: String, detail: String)] = [
        (
            "expiration_ttl=59", "invalid-expiration",
            "Invalid expiration_ttl of 59. Expiration TTL must be at least 60."
        ),
        (
            "expiration_ttl=0", "invalid-expiration",
            "Invalid expiration_ttl of 0. Please specify integer greater than 0."
        ),
        (
            "expiration=1", "invalid-expiration",
            "Invalid expiration of 1. Please specify integer greater than the current number of seconds since the UNIX epoch."
        ),
        (
            "expiration=\(now)", "invalid-expiration",
            "Invalid expiration of \(now). Please specify integer greater than the current number of seconds since the UNIX epoch."
        ),
        (
            "expiration=\(now + 59)", "invalid-expiration",
            "Invalid expiration of \(now + 59). Expiration times must be at least 60 seconds in the future."
        ),
        (
            "expiration=253402300800", "invalid-expiration",
            "Invalid expiration of 253402300800. Expiration times must be at most 253402300799."
        ),
        (
            "expiration_ttl=9223372036854775807", "invalid-expiration",
            "Invalid expiration_ttl of 9223372036854775807. Expiration times must be at most 253402300799."
        ),
        (
            "expiration_ttl=-5", "invalid-expiration",
            "Invalid expiration_ttl of -5. Please specify integer greater than 0."
        ),
        (
            "expiration=-9223372036854775808", "invalid-expiration",
            "Invalid expiration of -9223372036854775808. Please specify integer greater than the current number of seconds since the UNIX epoch."
        ),
        ("expiration_ttl=--1", "invalid-query", ""), ("expiration_ttl=-", "invalid-query", ""),
        ("expiration_ttl=1.5", "invalid-query", ""),
        ("expiration_ttl=", "invalid-query", ""), ("expiration_ttl=9223372036854775808", "invalid-query", ""),
        ("expiration=soon", "invalid-query", ""), ("expiration=60&expiration=60", "invalid-query", ""),
    ]

    @Test(arguments: badExpirations)
    func anExpirationThatCannotBeIsRefused(query: String, code: String, detail: String) async throws {
        try await UserService.run { service in
            let before = try await service.create()
            let targets = [
                ("POST", "/users", #"{"id":"new","email":"u@example.com"}"#), ("PUT", "/users/u1", "{}"),
                ("PATCH", "/users/u1", "{}"),
                ("POST", "/users:batchCreate", #"[{"id":"new","email":"u@example.com"}]"#),
            ]
            for (method, target, body) in targets {
                let answer = try await service.send(method, "\(target)?\(query)", body)
                #expect(answer.status == 400)
                #expect(answer.code == code)
                if !detail.isEmpty { #expect(answer.json["detail"]?.stringValue == detail) }
            }
            #expect(try await service.stored() == before.text)
            #expect(try await service.storedIDs() == ["u1"])
            #expect(service.isConnected)
        }
    }
}
