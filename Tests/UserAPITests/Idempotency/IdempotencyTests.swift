import Compression
import JSON
import KeyValueStore
import KeyValueStoreTesting
import SQLiteStore
import Testing

@testable import UserAPI

/// A request with an `Idempotency-Key` has its effect once.
struct IdempotencyTests {
    static let body = #"{"email":"u@example.com","preferences":{"a":1.0}}"#

    @Test(arguments: [("k1", "k1"), ("\"k1\"", "k1")])
    func aRepeatGetsTheFirstAnswerAgain(first: String, second: String) async throws {
        try await UserService.run { (service) async throws in
            let created = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": first])
            #expect(created.status == 201)
            #expect(created["idempotent-replayed"] == nil)
            service.clock.advance(seconds: 3600)
            for _ in 0..<2 {
                let again = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": second])
                #expect(again.status == 201)
                #expect(again["idempotent-replayed"] == "true")
                #expect(again.body == created.body)
                for field in ["location", "etag", "content-type"] { #expect(again[field] == created[field]) }
            }
            #expect(try await service.storedIDs().count == 1)
        }
    }

    @Test func withoutAKeyEveryRequestHasItsEffect() async throws {
        try await UserService.run { (service) async throws in
            for _ in 0..<2 { #expect(try await service.send("POST", "/users", Self.body).status == 201) }
            #expect(try await service.storedIDs().count == 2)
        }
    }

    @Test func anotherRequestWithTheKeyIsRefused() async throws {
        try await UserService.run { service in
            _ = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            let others = [
                ("/users", Self.body + " "), ("/users", #"{"email":"v@example.com"}"#),
                ("/users?expiration_ttl=60", Self.body),
            ]
            for (target, body) in others {
                let answer = try await service.send("POST", target, body, ["Idempotency-Key": "k"])
                #expect(answer.status == 422)
                #expect(answer.code == "idempotency-key-reused")
            }
            #expect(try await service.storedIDs().count == 1)
            #expect(
                try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "K"]).status == 201
            )
        }
    }

    private func status(
        _ service: UserService,
        _ caller: String,
        _ preference: String
    ) async throws -> String {
        let fields: KeyValuePairs = [
            "Idempotency-Key": "k", "Authorization": "Bearer \(caller)", "Prefer": preference,
        ]
        let answer = try await service.send("POST", "/users", Self.body, fields)
        return answer.code ?? "\(answer.status)"
    }

    @Test func theSameFromAnotherCallerOrWithAnotherPreferenceIsAnotherRequest() async throws {
        let keys = try APIKeys(fileText: "first-key\nother-key")
        try await UserService.run(.init(keys: keys)) { (service) async throws in
            #expect(try await status(service, "first-key", "return=representation") == "201")
            #expect(try await status(service, "first-key", "return=minimal") == "idempotency-key-reused")
            #expect(
                try await status(service, "other-key", "return=representation") == "idempotency-key-reused"
            )
            #expect(try await status(service, "first-key", "return=representation") == "201")
            #expect(try await service.storedIDs().count == 1)
        }
    }

    @Test func aRepeatedRefusalNamesTheRequestThatGetsIt() async throws {
        try await UserService.run { service in
            for number in 0..<2 {
                let fields: KeyValuePairs = ["Idempotency-Key": "k", "X-Request-Id": "request-\(number)"]
                let answer = try await service.send("POST", "/users", "{}", fields)
                #expect(answer.status == 422)
                #expect(answer.json["requestId"]?.stringValue == "request-\(number)")
                #expect(answer["content-length"] == "\(answer.body.count)")
            }
        }
    }

    @Test func aBatchOfDeletesHasItsEffectOnce() async throws {
        try await UserService.run { service in
            try await service.create("u1")
            let body = #"{"ids":["u1"]}"#
            let first = try await service.send("POST", "/users:batchDelete", body, ["Idempotency-Key": "k"])
            #expect(first.resultTexts == ["u1 204"])
            try await service.create("u1")
            let again = try await service.send("POST", "/users:batchDelete", body, ["Idempotency-Key": "k"])
            #expect(again["idempotent-replayed"] == "true")
            #expect(again.body == first.body)
            #expect(try await service.storedIDs() == ["u1"])
            let other = #"{"ids":["u2"]}"#
            let refused = try await service.send(
                "POST",
                "/users:batchDelete",
                other,
                ["Idempotency-Key": "k"]
            )
            #expect(refused.code == "idempotency-key-reused")
            let bad = try await service.send("POST", "/users:batchDelete", body, ["Idempotency-Key": "a b"])
            #expect(bad.status == 400)
        }
    }

    @Test func aBatchWithAKeyIsAnsweredInTheFormThatEachRepeatAccepts() async throws {
        try await UserService.run { service in
            let items = (0..<30).map { #"{"id":"u\#($0)","email":"u@example.com"}"# }
            let body = "[\(items.joined(separator: ","))]"
            let accepted: [(type: String, coding: String)] = [
                ("application/json", "gzip"), ("application/x-ndjson", "identity"),
                ("application/json", "identity"),
            ]
            for (type, coding) in accepted {
                let fields: KeyValuePairs = [
                    "Idempotency-Key": "k", "Accept": type, "Accept-Encoding": coding,
                ]
                var answer = try await service.send("POST", "/users:batchCreate", body, fields)
                #expect(answer["content-type"] == type)
                #expect(answer["vary"] == "Accept, Accept-Encoding")
                #expect(answer["content-encoding"] == (coding == "gzip" ? "gzip" : nil))
                #expect(answer["cache-status"] == "userkv-lru; fwd=method")
                if coding == "gzip" {
                    answer.body = try GzipDecoder.decode(answer.body, bytesMaximum: 1 << 20)
                }
                #expect(answer.resultTexts == (0..<30).map { "u\($0) 201 created" })
            }
        }
    }

    @Test(arguments: [true, false])
    func aBatchWithAKeyThatHasTooManyItemsIsRefusedBeforeTheWork(isLines: Bool) async throws {
        try await UserService.run { service in
            let items = Array(repeating: "1", count: IdempotencyGuard.batchItemsMaximum + 1)
            for (count, status) in [(items.count, 413), (items.count - 1, 200)] {
                let part = items.prefix(count)
                let answer = try await service.send(
                    "POST",
                    "/users:batchCreate",
                    isLines ? part.joined(separator: "\n") : "[\(part.joined(separator: ","))]",
                    type: isLines ? "application/x-ndjson" : "application/json",
                    ["Idempotency-Key": "k"]
                )
                #expect(answer.status == status)
            }
        }
    }

    @Test func aRefusalIsRepeatedToo() async throws {
        try await UserService.run { service in
            try await service.create("u1")
            let body = #"{"id":"u1","email":"u@example.com"}"#
            #expect(try await service.send("POST", "/users", body, ["Idempotency-Key": "k"]).status == 409)
            #expect(try await service.send("DELETE", "/users/u1").status == 204)
            let again = try await service.send("POST", "/users", body, ["Idempotency-Key": "k"])
            #expect(again.status == 409)
            #expect(again["idempotent-replayed"] == "true")
        }
    }

    @Test func aFailureOfTheServerIsNotRepeated() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { service in
            store.fail(with: .timedOut)
            let failed = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            #expect(failed.status == 504)
            store.fail(with: nil)
            let done = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            #expect(done.status == 201)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aRepeatDuringTheWorkIsToldToWait() async throws {
        let clock = SystemClock()
        let store = ScriptedStore(InMemoryKVStore(maximumBytes: 1 << 20, clock: clock))
        try await UserService.run(.init(store: store, clock: clock)) { service in
            store.closeGate()
            let content = Array(Self.body.utf8)
            let fields = [("Idempotency-Key", "k")]
            async let first = service.send("POST", "/users", content, fields, service.connect())
            while store.waitingCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
            let second = try await service.send("POST", "/users", content, fields)
            #expect(second.status == 409)
            #expect(second.code == "idempotency-in-progress")
            #expect(second["retry-after"] == "1")
            store.openGate()
            #expect(try await first.status == 201)
            let third = try await service.send("POST", "/users", content, fields)
            #expect(third.status == 201)
            #expect(third["idempotent-replayed"] == "true")
        }
    }

    @Test func manyRepeatsAtOnceHaveOneEffect() async throws {
        try await UserService.run { service in
            let content = Array(Self.body.utf8)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await service.send(
                            "POST",
                            "/users",
                            content,
                            [("Idempotency-Key", "k")],
                            service.connect()
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 || $0.code == "idempotency-in-progress" })
            #expect(Set(answers.filter { $0.status == 201 }.map(\.text)).count == 1)
            #expect(try await service.storedIDs().count == 1)
        }
    }

    @Test func anAnswerIsForgottenAfterADay() async throws {
        try await UserService.run { service in
            _ = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            service.clock.advance(seconds: 86_399)
            #expect(
                try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])[
                    "idempotent-replayed"
                ] == "true"
            )
            service.clock.advance(seconds: 1)
            let answer = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            #expect(answer["idempotent-replayed"] == nil)
            #expect(try await service.storedIDs().count == 2)
        }
    }

    @Test func anAnswerSurvivesARestart() async throws {
        let folder = TemporaryFolder()
        var first: [UInt8] = []
        for isSecond in [false, true] {
            let database = try SQLiteDatabase(path: folder.file())
            let (_, store) = try await database.openNamespace(title: "USER_DATA")
            try await UserService.run(.init(store: store, clock: SystemClock())) { service in
                let answer = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
                #expect(answer.status == 201)
                #expect((answer["idempotent-replayed"] == "true") == isSecond)
                if isSecond { #expect(answer.body == first) }
                first = answer.body
            }
            await database.close()
        }
    }

    @Test func recordsAreNotUsers() async throws {
        try await UserService.run { service in
            _ = try await service.send("POST", "/users", Self.body, ["Idempotency-Key": "k"])
            #expect(try await service.send("GET", "/users").json["users"]?.arrayValue?.count == 1)
        }
    }
}
