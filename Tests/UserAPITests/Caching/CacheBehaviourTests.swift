import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import UserAPI

/// What `Cache-Status` says of each answer, with a clock that a test moves.
struct CacheBehaviourTests {
    private func status(
        _ service: UserService,
        _ fields: KeyValuePairs<String, String> = [:],
        of target: String = "/users/u1"
    ) async throws -> String? {
        try await service.send("GET", target, fields)["cache-status"]
    }

    @Test func aUserIsMissedOnceAndThenHit() async throws {
        try await UserService.run { service in
            try await service.create()
            service.context.cache.removeAll()
            #expect(try await status(service) == "userkv-lru; fwd=uri-miss; stored")
            #expect(try await status(service) == "userkv-lru; hit; ttl=60")
            service.clock.advance(seconds: 20)
            let answer = try await service.send("GET", "/users/u1")
            #expect(answer["cache-status"] == "userkv-lru; hit; ttl=40")
            #expect(answer["age"] == "20")
            service.clock.advance(seconds: 40)
            #expect(try await status(service) == "userkv-lru; fwd=stale; stored")
            #expect(try await status(service) == "userkv-lru; hit; ttl=60")
        }
    }

    @Test func anAbsenceIsRememberedForAShorterTime() async throws {
        try await UserService.run { service in
            #expect(try await status(service) == "userkv-lru; fwd=uri-miss; stored")
            #expect(try await status(service) == "userkv-lru; hit; ttl=5; detail=negative")
            service.clock.advance(seconds: 5)
            #expect(try await status(service) == "userkv-lru; fwd=stale; stored")
            try await service.create()
            #expect(try await service.send("GET", "/users/u1").status == 200)
        }
    }

    @Test func aRequestCanRefuseTheCache() async throws {
        try await UserService.run { service in
            try await service.create()
            _ = try await status(service)
            #expect(
                try await status(service, ["Cache-Control": "no-cache"]) == "userkv-lru; fwd=request; stored"
            )
            service.clock.advance(seconds: 10)
            #expect(try await status(service, ["Cache-Control": "max-age=10"])?.contains("hit") == true)
            #expect(
                try await status(service, ["Cache-Control": "max-age=9"]) == "userkv-lru; fwd=request; stored"
            )
            service.clock.advance(milliseconds: 1)
            #expect(try await status(service, ["Cache-Control": "max-age=0"])?.contains("fwd=") == true)
        }
    }

    @Test func aRequestCanRefuseEverythingButTheCache() async throws {
        try await UserService.run { (service) async throws in
            try await service.create()
            service.context.cache.removeAll()
            let refused = try await service.send("GET", "/users/u1", ["Cache-Control": "only-if-cached"])
            #expect(refused.status == 504)
            #expect(refused.code == "not-cached")
            #expect(refused["cache-status"] == "userkv-lru; detail=only-if-cached")
            _ = try await status(service)
            let answer = try await service.send("GET", "/users/u1", ["Cache-Control": "only-if-cached"])
            #expect(answer.status == 200)
            #expect(answer["cache-status"] == "userkv-lru; hit; ttl=60")
        }
    }

    @Test(arguments: ["application/json", "application/x-ndjson"])
    func listingsAreNeverCached(accept: String) async throws {
        try await UserService.run { (service) async throws in
            let fields: KeyValuePairs = ["Cache-Control": "only-if-cached", "Accept": accept]
            let answer = try await service.send("GET", "/users", fields)
            #expect(answer.status == 504)
            #expect(answer.code == "not-cached")
            #expect(answer["cache-status"] == "userkv-lru; detail=only-if-cached")
        }
    }

    @Test func withoutACacheEveryReadGoesPast() async throws {
        try await UserService.run(.init(cacheBytes: 0)) { (service) async throws in
            try await service.create()
            #expect(try await status(service) == "userkv-lru; fwd=bypass")
            #expect(try await status(service) == "userkv-lru; fwd=bypass")
            let refused = try await service.send("GET", "/users/u1", ["Cache-Control": "only-if-cached"])
            #expect(refused.status == 504)
        }
    }

    @Test func writesAndListsSayThatTheyWentPast() async throws {
        try await UserService.run { (service) async throws in
            let write = "userkv-lru; fwd=method"
            #expect(try await service.create()["cache-status"] == write)
            #expect(try await service.send("PUT", "/users/u1", "{}")["cache-status"] == write)
            #expect(try await service.send("PATCH", "/users/u1", "{}")["cache-status"] == write)
            #expect(try await status(service, of: "/users") == "userkv-lru; fwd=bypass")
            let lines: KeyValuePairs = ["Accept": "application/x-ndjson"]
            #expect(try await status(service, lines, of: "/users") == "userkv-lru; fwd=bypass")
            let batches = [("batchCreate", "[]"), ("batchDelete", #"{"ids":["u9"]}"#)]
            for (name, body) in batches {
                #expect(try await service.send("POST", "/users:\(name)", body)["cache-status"] == write)
            }
            #expect(try await service.send("DELETE", "/users/u1")["cache-status"] == write)
        }
    }

    static let failedWrites:
        [(method: String, target: String, body: String, status: Int, isForwarded: Bool)] = [
            ("POST", "/users", #"{"id":"u1","email":"u@example.com"}"#, 409, true),
            ("POST", "/users", #"{"id":"u2"}"#, 422, false),
            ("POST", "/users", "x", 400, false),
            ("PUT", "/users/u1", #"{"email":1}"#, 422, true),
            ("PUT", "/users/u1", "[]", 422, false),
            ("PUT", "/users/u2", "{}", 404, true),
            ("PATCH", "/users/u1", #"[{"op":"remove","path":"/x"}]"#, 409, true),
        ]

    @Test(arguments: failedWrites)
    func aWriteThatFailedAtTheStoreSaysThatItWentPast(
        row: (method: String, target: String, body: String, status: Int, isForwarded: Bool)
    ) async throws {
        try await UserService.run { (service) async throws in
            try await service.create()
            let type = row.method == "PATCH" ? "application/json-patch+json" : "application/json"
            let answer = try await service.send(row.method, row.target, row.body, type: type)
            #expect(answer.status == row.status)
            #expect(answer["cache-status"] == (row.isForwarded ? "userkv-lru; fwd=method" : nil))
        }
    }

    @Test func noAnswerHasBothAHitAndAForward() async throws {
        try await UserService.run { service in
            try await service.create()
            for fields: KeyValuePairs<String, String> in [
                [:], [:], ["Cache-Control": "no-cache"], ["If-None-Match": "*"],
            ] {
                for target in ["/users/u1", "/users/absent"] {
                    let text = try await status(service, fields, of: target) ?? ""
                    #expect(text.contains("; hit") != text.contains("; fwd="), "\(target): \(text)")
                }
            }
        }
    }

    @Test func theCacheNeverOutlivesAnExpiration() async throws {
        try await UserService.run { service in
            let body = #"{"id":"u1","email":"u@example.com"}"#
            let created = try await service.send("POST", "/users?expiration_ttl=60", body)
            let seconds = service.clock.wallMilliseconds() / 1000
            #expect(created["expiration"] == "\(seconds + 60)")
            service.clock.advance(seconds: 30)
            _ = try await service.send("GET", "/users/u1", ["Cache-Control": "no-cache"])
            let hit = try await service.send("GET", "/users/u1")
            // Less than the 30 seconds that are left, and less than the 60 that a user is otherwise kept.
            #expect(hit["cache-status"] == "userkv-lru; hit; ttl=29")
            #expect(hit["expiration"] == "\(seconds + 60)")
            service.clock.advance(seconds: 30)
            #expect(try await service.send("GET", "/users/u1").status == 404)
        }
    }

    @Test func answersAreNotKeptByOthersWithoutAsking() async throws {
        try await UserService.run { service in
            try await service.create()
            for _ in 0..<2 {
                #expect(try await service.send("GET", "/users/u1")["cache-control"] == "private, no-cache")
                #expect(try await service.send("GET", "/users/absent")["cache-control"] == "no-store")
            }
            #expect(try await service.send("PUT", "/users/u1", "{}")["cache-control"] == "no-store")
            #expect(try await service.send("GET", "/users")["cache-control"] == "private, no-cache")
        }
    }
}
