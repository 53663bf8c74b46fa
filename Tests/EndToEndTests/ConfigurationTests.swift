import HTTPClient
import JSON
import Testing

extension EndToEndTests {
    /// What the binary makes of its settings.
    @Suite(.timeLimit(.minutes(2)))
    struct ConfigurationTests {
        let folder = TemporaryFolder()

        static let bad: [(arguments: [String], environment: [String: String], told: String)] = [
            ([], ["PORT": "http"], #"PORT (environment PORT): "http" is not a whole number from 0 to 65535"#),
            (
                ["--port", "70000"], ["PORT": "1"],
                #"PORT (flag --port): "70000" is not a whole number from 0 to 65535"#
            ),
            (
                [], ["USERKV_CACHE_TTL": "soon"],
                #"USERKV_CACHE_TTL (environment USERKV_CACHE_TTL): "soon" is not a duration"#
            ),
            (
                ["--cache-max-bytes", "much"], [:],
                #"USERKV_CACHE_MAX_BYTES (flag --cache-max-bytes): "much" is not a size"#
            ),
            (
                [], ["USERKV_BACKEND": "redis"],
                #"USERKV_BACKEND (environment USERKV_BACKEND): "redis" is not one of"#
            ),
            ([], ["LOG_LEVEL": "loud"], #"LOG_LEVEL (environment LOG_LEVEL): "loud" is not one of"#),
            (
                [], ["USERKV_API_KEYS_FILE": "absent.txt"],
                "USERKV_API_KEYS_FILE (environment USERKV_API_KEYS_FILE): absent.txt: cannot be read"
            ),
            (
                ["--host", "0.0.0.0"], [:],
                "HOST (flag --host): 0.0.0.0 is reachable by others, and there are no API keys"
            ),
            (
                [], ["HOST": "::"],
                "HOST (environment HOST): :: is reachable by others, and there are no API keys"
            ),
            (["--sqlite-path", ""], [:], #"USERKV_SQLITE_PATH (flag --sqlite-path): "" is not the path"#),
            (
                ["--kv-api"],
                [
                    "USERKV_BACKEND": "cloudflare", "CLOUDFLARE_ACCOUNT_ID": "a", "USERKV_NAMESPACE_ID": "n",
                    "CLOUDFLARE_API_TOKEN": "token", "CLOUDFLARE_API_BASE_URL": "http://127.0.0.1:1",
                    "USERKV_KV_API_TOKEN": "token",
                ], "USERKV_KV_API: needs a local backend"
            ),
            (
                ["--token-file", "absent.txt"],
                [
                    "USERKV_BACKEND": "cloudflare", "CLOUDFLARE_ACCOUNT_ID": "a", "USERKV_NAMESPACE_ID": "n",
                    "CLOUDFLARE_API_BASE_URL": "http://127.0.0.1:1",
                ], "--token-file absent.txt: cannot be read"
            ),
        ]

        @Test(arguments: bad)
        func aBadSettingEndsTheStartAndIsNamed(
            row: (arguments: [String], environment: [String: String], told: String)
        ) async throws {
            let program = try Program(
                ["serve"] + row.arguments,
                environment: ["PORT": "0"].merging(row.environment) { $1 },
                in: folder
            )
            let outcome = try await program.outcome()
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("userkv: \(row.told)"), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            let shown = try await Program(
                ["config", "show"] + row.arguments,
                environment: ["PORT": "0"].merging(row.environment) { $1 },
                in: folder
            ).outcome()
            #expect(shown.status == 78)
            #expect(shown.errors == outcome.errors)
        }

        @Test func whereATokenComesFromIsShown() async throws {
            try folder.write("a-very-secret-token", to: "token.txt")
            let outcome = try await Program.run(
                "config",
                "show",
                "--token-file",
                "token.txt",
                environment: ["CLOUDFLARE_API_TOKEN": "another-secret-token"],
                in: folder
            )
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("...  (flag --token-file token.txt)"), "\(outcome.output)")
            #expect(!outcome.output.contains("token\n"))
        }

        @Test func settingsAreShownWithTheirOrigin() async throws {
            let outcome = try await Program.run(
                "config",
                "show",
                "--host",
                "::1",
                environment: ["PORT": "9000"],
                in: folder
            )
            #expect(outcome.status == 0)
            let lines = outcome.output.split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
            #expect(lines.contains("HOST ::1 (flag --host)"))
            #expect(lines.contains("PORT 9000 (environment PORT)"))
            #expect(lines.contains("USERKV_BACKEND sqlite (default)"))
            #expect(lines.contains("USERKV_API_KEYS_FILE -"))
        }

        @Test(arguments: ["CLOUDFLARE_API_TOKEN", "USERKV_KV_API_TOKEN"])
        func secretsAreNeverShown(variable: String) async throws {
            let secret = "a-very-secret-token-0123456789"
            for arguments in [["config", "show"], ["config", "show", "--json"], ["serve", "--port", "x"]] {
                let outcome = try await Program(arguments, environment: [variable: secret], in: folder)
                    .outcome()
                #expect(outcome.status == (arguments[0] == "serve" ? 78 : 0), "\(outcome.errors)")
                #expect(!(outcome.output + outcome.errors).contains("secret-token"))
                if arguments == ["config", "show"] { #expect(outcome.output.contains("...6789")) }
            }
        }

        @Test func settingsAreOneDocumentOnRequest() async throws {
            let outcome = try await Program.run(
                "config",
                "show",
                "--json",
                environment: ["PORT": "9000"],
                in: folder
            )
            #expect(outcome.status == 0)
            let document = try JSONParser.parse(outcome.output.split(separator: "\n").joined()).objectValue
            let port = document?["PORT"]?.objectValue
            #expect(port?["value"]?.stringValue == "9000")
            #expect(port?["origin"]?.stringValue == "environment PORT")
            #expect(document?["USERKV_API_KEYS_FILE"]?.objectValue?["value"]?.isNull == true)
        }

        @Test func showingBadSettingsIsAnErrorAfterShowingThem() async throws {
            let outcome = try await Program.run("config", "show", environment: ["PORT": "x"], in: folder)
            #expect(outcome.status == 78)
            #expect(outcome.output.contains("PORT"))
            #expect(outcome.errors.contains("PORT (environment PORT)"))
        }

        @Test func aFaultInTheFileOfKeysIsToldByLineWithoutTheKey() async throws {
            try folder.write("a-good-key\nbad key here\n", to: "keys.txt")
            let outcome = try await Program.run(
                "serve",
                "--port",
                "0",
                "--api-keys-file",
                "keys.txt",
                in: folder
            )
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("keys.txt: line 2: "))
            #expect(!outcome.errors.contains("bad key here"))
        }

        @Test func keysAreAskedForOnEveryAddress() async throws {
            try folder.write("# comment\nfirst-key-1\nsecond-key-2\n", to: "keys.txt")
            for host in ["127.0.0.1", "0.0.0.0"] {
                let server = try await RunningServer(
                    ["--backend", "memory", "--api-keys-file", "keys.txt", "--host", host],
                    in: folder
                )
                let local = "http://127.0.0.1:\(server.port)"
                #expect(try await server.send("GET", "/users").status == 401)
                #expect(
                    try await server.send("GET", "/users", nil, ["Authorization": "Bearer third-key-3"])
                        .status
                        == 401
                )
                #expect(
                    try await server.send("GET", "/users", nil, ["Authorization": "Bearer second-key-2"])
                        .status
                        == 200
                )
                #expect(try await server.send("GET", "/livez").status == 200)
                let health = try await Program.run("healthcheck", "--url", local, in: folder)
                #expect(health.status == 0)
                let outcome = try await server.stop()
                #expect(outcome.status == 0)
                #expect(!outcome.errors.contains("-key-"))
            }
        }

        @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("127.0.0.2", "127.0.0.2")])
        func theFirstCallToTryNamesAnAddressAndTheKey(host: String, shown: String) async throws {
            try folder.write("first-key-1\n", to: "keys.txt")
            let server = try await RunningServer(
                ["--backend", "memory", "--api-keys-file", "keys.txt", "--host", host],
                in: folder
            )
            let line = server.program.output.split(separator: "\n").last ?? ""
            #expect(line.contains("http://\(shown):\(server.port)/users "))
            #expect(line.contains(#"-H "Authorization: Bearer $USERKV_API_KEY" "#))
            let health = try await Program.run(
                "healthcheck",
                environment: ["HOST": host, "PORT": "\(server.port)"],
                in: folder
            )
            #expect(health.status == 0, "\(health.errors)")
            let slash = "http://\(shown):\(server.port)/"
            #expect(try await Program.run("healthcheck", "--url", slash, in: folder).status == 0)
            #expect(try await server.stop().status == 0)
        }

        @Test func anybodyMayCallWhereThatIsSaid() async throws {
            let server = try await RunningServer(
                ["--backend", "memory", "--host", "0.0.0.0", "--auth", "off"],
                in: folder
            )
            #expect(try await server.send("GET", "/users").status == 200)
            let outcome = try await server.stop()
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("anybody who reaches 0.0.0.0 may read and change every user"))
        }

        @Test func ofSeveralFilesOfVariablesLaterOnesWin() async throws {
            try folder.write("PORT=1\nUSERKV_CACHE_TTL=1s\n", to: "first")
            try folder.write("PORT=2\n", to: "second")
            let outcome = try await Program(
                ["config", "show", "--env-file", "first", "--env-file", "second"],
                in: folder
            ).outcome()
            #expect(outcome.output.contains("2  (second PORT)"), "\(outcome.output)")
            #expect(outcome.output.contains("1s  (first USERKV_CACHE_TTL)"))
        }

        @Test func aFileOfVariablesFillsIn() async throws {
            try folder.write(
                "USERKV_BACKEND=memory\nexport USERKV_CACHE_TTL=\"5s\"\nPORT=1\n",
                to: "variables"
            )
            let outcome = try await Program.run(
                "config",
                "show",
                "--env-file",
                "variables",
                environment: ["PORT": "2"],
                in: folder
            )
            #expect(outcome.status == 0)
            let lines = outcome.output.split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
            #expect(lines.contains { $0.hasPrefix("USERKV_BACKEND memory (") && $0.contains("variables") })
            #expect(lines.contains { $0.hasPrefix("USERKV_CACHE_TTL 5s (") })
            #expect(lines.contains("PORT 2 (environment PORT)"))
        }
    }
}
