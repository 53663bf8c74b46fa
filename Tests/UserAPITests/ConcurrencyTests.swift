import JSON
import KeyValueStore
import SQLiteStore
import Testing

@testable import UserAPI

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writers at the same time, over SQLite.
@Suite(.timeLimit(.minutes(5)))
struct ConcurrencyTests {
    private func withService(_ body: (UserService) async throws -> Void) async throws {
        let folder = TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.file())
        let (_, store) = try await database.openNamespace(title: "USER_DATA")
        try await UserService.run(.init(store: store, clock: SystemClock()), body)
        await database.close()
    }

    @Test func fiftyChangesOfDifferentMembersAllSurvive() async throws {
        try await withService { service in
            try await service.create()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let body = Array(#"{"m\#(number)":\#(number)}"#.utf8)
                        return try await service.send("PUT", "/users/u1", body, [], service.connect()).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let user = try await service.send("GET", "/users/u1").json
            for number in 0..<50 { #expect(user["m\(number)"]?.int64Value == Int64(number)) }
        }
    }

    /// How often each of two writers increments; `USERKV_TEST_INCREMENTS` sets another number.
    static let increments = getenv("USERKV_TEST_INCREMENTS").flatMap { Int(String(cString: $0)) } ?? 1000

    @Test func twoWritersThatRetryLoseNoIncrement() async throws {
        try await withService { service in
            try await service.create("u1", #","n":0"#)
            let conflicts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask { try await Self.increment(service, times: Self.increments) }
                }
                return try await group.reduce(0, +)
            }
            let user = try await service.send("GET", "/users/u1", ["Cache-Control": "no-cache"])
            #expect(user.json["n"]?.int64Value == Int64(2 * Self.increments))
            #expect(conflicts > 0, "the two never met")
        }
    }

    /// Adds one that many times, each time trying again until nobody was in between; gives how often somebody was.
    private static func increment(_ service: UserService, times: Int) async throws -> Int {
        let connection = service.connect()
        var conflicts = 0
        for _ in 0..<times {
            var user = try await service.send("GET", "/users/u1", nil, [], connection)
            while true {
                let next = (user.json["n"]?.int64Value ?? 0) + 1
                let tag = try #require(user["etag"])
                let body = Array(#"{"n":\#(next)}"#.utf8)
                let answer = try await service.send("PUT", "/users/u1", body, [("If-Match", tag)], connection)
                if answer.status == 200 { break }
                try #require(answer.status == 412)
                // The refusal has the representation to go on from.
                let current = try #require(answer.json["current"])
                user = answer
                user.body = current.bytes
                conflicts += 1
            }
        }
        return conflicts
    }

    @Test func oneOfManyCreatesOfAnIdSucceeds() async throws {
        try await withService { service in
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let body = Array(#"{"id":"u1","email":"u@example.com","n":\#(number)}"#.utf8)
                        return try await service.send("POST", "/users", body, [], service.connect())
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let created = answers.filter { $0.status == 201 }
            #expect(created.count == 1)
            #expect(answers.count { $0.code == "user-exists" } == 19)
            #expect(try await service.send("GET", "/users/u1").text == created.first?.text)
        }
    }
}
