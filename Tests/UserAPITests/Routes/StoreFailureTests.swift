import HTTPServer
import JSON
import KeyValueStore
import Testing

@testable import UserAPI

/// What clients are told while the store cannot do its work.
struct StoreFailureTests {
    static let failures: [(error: KVError, status: Int, code: String)] = [
        (.unavailable(reason: "secret", retryAfter: .seconds(7)), 503, "backend-unavailable"),
        (.overloaded(retryAfter: .seconds(7)), 503, "overloaded"),
        (.timedOut, 504, "backend-timeout"),
        (.outcomeUnknown(reason: "secret"), 504, "outcome-unknown"),
        (.rejected(reason: "secret"), 502, "backend-rejected"),
        (.closed, 503, "shutting-down"),
        (.corrupt(reason: "secret"), 500, "internal"),
    ]

    @Test(arguments: failures)
    func everyRouteTellsItWithoutTheReason(error: KVError, status: Int, code: String) async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { service in
            let before = try await service.create()
            service.context.cache.removeAll()
            store.fail(with: error)
            var requests: [(String, String, String?)] = [
                ("POST", "/users", #"{"email":"u@example.com"}"#), ("PUT", "/users/u1", "{}"),
                ("PATCH", "/users/u1", "{}"), ("DELETE", "/users/u1", nil),
            ]
            // Only a write's outcome can be unknown.
            if code != "outcome-unknown" { requests += [("GET", "/users/u1", nil), ("GET", "/users", nil)] }
            for (method, target, body) in requests {
                let answer = try await service.send(method, target, body)
                #expect(answer.status == status, "\(method) \(target)")
                #expect(answer.code == code)
                #expect(!answer.text.contains("secret"))
                if status == 503 { #expect(answer["retry-after"] == (code == "shutting-down" ? "1" : "7")) }
            }
            let batch = try await service.send("POST", "/users:batchDelete", #"{"ids":["u1"]}"#)
            #expect(batch.resultTexts == ["u1 \(status) \(code)"])
            let items = #"[{"id":"a","email":"u@example.com"}]"#
            #expect(
                try await service.send("POST", "/users:batchCreate", items).resultTexts == [
                    "a \(status) \(code)"
                ]
            )
            store.fail(with: nil)
            #expect(try await service.send("GET", "/users/u1").text == before.text)
            #expect(service.isConnected)
        }
    }

    @Test func aListingInLinesThatBreaksOffIsToldToTheLog() async throws {
        let clock = SystemClock()
        let log = RecordedLog()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock, log: log)) { service in
            store.fail(with: .timedOut)
            // Its head says 200, since it was sent before.
            await #expect(throws: (any Error).self) {
                try await service.send(
                    "GET",
                    "/users",
                    ["Accept": "application/x-ndjson", "X-Request-Id": "mine"]
                )
            }
            #expect(log.entries.map(\.message) == ["answer broke off"])
            #expect(log.entries.first?.metadata["request-id"] == "mine")
            #expect(log.entries.first?.metadata["code"] == "backend-timeout")
            #expect(service.context.metrics.aborts(.answerBrokeOff) == 1)
        }
    }

    @Test func theLogNamesTheRequestAsItsAnswerDoes() async throws {
        let clock = SystemClock()
        let log = RecordedLog()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock, log: log)) { service in
            store.fail(with: .timedOut)
            let generated = try await service.send("DELETE", "/users/u1")
            let received = try await service.send("DELETE", "/users/u1", ["X-Request-Id": "mine"])
            #expect(received["x-request-id"] == "mine")
            for answer in [generated, received] {
                #expect(answer.json["requestId"]?.stringValue == answer["x-request-id"])
            }
            let logged = log.entries.filter { $0.message == "request failed" }.map {
                $0.metadata["request-id"]
            }
            #expect(logged == [generated["x-request-id"], "mine"])
        }
    }

    @Test func aBatchTellsItOfThoseThatTheStoreHadToBeAskedFor() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { service in
            for id in ["u1", "u2"] { try await service.create(id) }
            service.context.cache.removeAll()
            _ = try await service.send("GET", "/users/u1")
            store.fail(with: .unavailable(reason: "secret", retryAfter: nil))
            let ids = #"{"ids":["u1","u2","not an id","u1"]}"#
            let answer = try await service.send("POST", "/users:batchGet", ids)
            #expect(
                answer.resultTexts == [
                    "u1 200", "u2 503 backend-unavailable", "not an id 404 user-not-found", "u1 200",
                ]
            )
        }
    }

    @Test func aCachedUserIsServedAllTheSame() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { service in
            try await service.create()
            _ = try await service.send("GET", "/users/u1")
            store.fail(with: .unavailable(reason: "secret", retryAfter: nil))
            #expect(try await service.send("GET", "/users/u1").status == 200)
            #expect(try await service.send("GET", "/users/u1", ["Cache-Control": "no-cache"]).status == 503)
        }
    }
}
