import HTTPClient
import JSON
import Testing

extension EndToEndTests {
    /// The real binary, over a real file and real sockets.
    @Suite(.timeLimit(.minutes(2)))
    struct ServeTests {
        let folder = TemporaryFolder()
        private static let user = #"{"id":"u1","email":"u1@example.com","preferences":{"n":1.0}}"#

        @Test func itSaysWhereItServesAndHowToTryIt() async throws {
            let server = try await RunningServer(in: folder)
            let lines = server.program.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].hasPrefix("userkv "))
            #expect(lines[0].contains(" serves http://127.0.0.1:"))
            #expect(server.port > 0)
            let log = try JSONParser.parse(String(server.program.errors.split(separator: "\n")[0]))
                .objectValue
            #expect(log?["message"]?.stringValue == "serving")
            #expect(log?["level"]?.stringValue == "notice")
            #expect(log?["url"]?.stringValue == server.baseURL)
            #expect(try await server.stop().status == 0)
        }

        @Test func aUserIsCreatedReadChangedListedAndDeleted() async throws {
            let server = try await RunningServer(in: folder)
            let created = try await server.send("POST", "/users", Self.user)
            #expect(created.status == 201)
            #expect(created.headers["location"] == "/users/u1")
            #expect(try await server.send("GET", "/users/u1").body == created.body)
            let changed = try await server.send("PUT", "/users/u1", #"{"preferences":{"theme":"dark"}}"#)
            #expect(changed.status == 200)
            #expect(changed.text.contains(#""preferences":{"theme":"dark"}"#))
            #expect(
                try await server.send("GET", "/users").text == #"{"users":[\#(changed.text)],"cursor":null}"#
            )
            #expect(try await server.send("DELETE", "/users/u1").status == 204)
            #expect(try await server.send("GET", "/users/u1").status == 404)
            #expect(
                try await server.send("GET", "/openapi.json").json["openapi"]?.stringValue?.hasPrefix("3.1")
                    == true
            )
            #expect(try await server.stop().status == 0)
        }

        @Test func aRestartKeepsEveryUser() async throws {
            var user: [UInt8] = []
            for isSecond in [false, true] {
                let server = try await RunningServer(in: folder)
                if !isSecond { user = try await server.send("POST", "/users", Self.user).body }
                #expect(try await server.send("GET", "/users/u1").body == user)
                #expect(try await server.stop().status == 0)
            }
            #expect(folder.contents.contains("userkv.sqlite"))
        }

        @Test func whatWasAcknowledgedSurvivesAKill() async throws {
            let first = try await RunningServer(in: folder)
            let user = try await first.send("POST", "/users", Self.user)
            #expect(user.status == 201)
            first.program.send(signal: 9)
            #expect(try await first.program.outcome().signal == 9)
            let second = try await RunningServer(in: folder)
            #expect(try await second.send("GET", "/users/u1").body == user.body)
            #expect(try await second.stop().status == 0)
        }

        @Test func aSecondProcessSeesWhatTheFirstWrites() async throws {
            let first = try await RunningServer(in: folder)
            let second = try await RunningServer(in: folder)
            _ = try await first.send("POST", "/users", Self.user)
            // Both hold it in their caches.
            #expect(try await first.send("GET", "/users/u1").status == 200)
            try await seen(within: .seconds(1)) { try await second.send("GET", "/users/u1").status == 200 }
            let changed = try await first.send("PUT", "/users/u1", #"{"n":2}"#)
            #expect(changed.status == 200)
            try await seen(within: .seconds(1)) {
                try await second.send("GET", "/users/u1").body == changed.body
            }
            #expect(try await second.send("DELETE", "/users/u1").status == 204)
            try await seen(within: .seconds(1)) { try await first.send("GET", "/users/u1").status == 404 }
            #expect(try await first.stop().status == 0)
            #expect(try await second.stop().status == 0)
        }

        @Test func changesOfTwoProcessesAllSurvive() async throws {
            let servers = [try await RunningServer(in: folder), try await RunningServer(in: folder)]
            _ = try await servers[0].send("POST", "/users", Self.user)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<40 {
                    let server = servers[number % 2]
                    group.addTask {
                        try await server.send("PUT", "/users/u1", #"{"m\#(number)":\#(number)}"#).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let user = try await servers[0].send("GET", "/users/u1", nil, ["Cache-Control": "no-cache"]).json
            for number in 0..<40 { #expect(user["m\(number)"]?.int64Value == Int64(number)) }
            for server in servers { #expect(try await server.stop().status == 0) }
        }

        @Test func aPortThatIsTakenIsAFailureThatNamesIt() async throws {
            let server = try await RunningServer(in: folder)
            let outcome = try await Program.run(
                "serve",
                "--port",
                "\(server.port)",
                "--backend",
                "memory",
                in: folder
            )
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("127.0.0.1:\(server.port)"))
            #expect(try await server.send("GET", "/livez").status == 200)
            #expect(try await server.stop().status == 0)
        }

        @Test func aFileThatCannotBeOpenedIsAFailureThatNamesIt() async throws {
            try folder.write("", to: "file")
            let outcome = try await Program.run(
                "serve",
                "--port",
                "0",
                "--sqlite-path",
                "file/users.sqlite",
                in: folder
            )
            #expect(outcome.status == 1)
            // It says so in one line, without a trace of where in the program that was found.
            #expect(outcome.errors.hasPrefix("userkv: ") && outcome.errors.contains("file"))
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }

        /// Waits for something that has to come about by itself in a bounded time.
        private func seen(within limit: Duration, _ condition: () async throws -> Bool) async throws {
            let start = ContinuousClock.now
            while try await !condition() {
                // A machine that is busy gets more time than the promise, so that only a broken promise fails.
                try #require(start.duration(to: .now) < limit * 5, "not seen within \(limit)")
            }
        }
    }
}
