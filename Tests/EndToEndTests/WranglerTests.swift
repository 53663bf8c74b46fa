import Testing

extension EndToEndTests {
    /// What the binary takes from a wrangler configuration, and what it makes of its faults.
    @Suite(.timeLimit(.minutes(2)))
    struct WranglerTests {
        let folder = TemporaryFolder()

        private func show(
            _ arguments: String...,
            environment: [String: String] = [:],
            in folder: TemporaryFolder? = nil
        ) async throws -> Program.Outcome {
            try await Program(
                ["config", "show"] + arguments,
                environment: environment,
                in: folder ?? self.folder
            ).outcome()
        }

        private func lines(_ outcome: Program.Outcome) -> [String] {
            outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        }

        static let faulty = [
            ("name = \n", [], "wrangler.toml:1:"),
            ("[env.staging]\n", ["-e", "nope"], "there is no environment \"nope\""),
            ("vars = 1\n", [], "vars must be a table"),
        ]

        @Test(arguments: faulty)
        func aFaultInAFileThatWasFoundIsAnError(text: String, arguments: [String], told: String) async throws
        {
            try folder.write(text, to: "wrangler.toml")
            let outcome = try await Program(["serve"] + arguments, in: folder).outcome()
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("wrangler configuration: "), "\(outcome.errors)")
            #expect(outcome.errors.contains(told), "\(outcome.errors)")
        }

        @Test(arguments: [
            "account_id = \"\"", "[[kv_namespaces]]\nbinding = \"USER_DATA\"\nid = \"\"", "kv_namespaces = 1",
        ])
        func idsMatterOnlyWhereTheyAreUsed(text: String) async throws {
            try folder.write("vars = {LOG_LEVEL = \"debug\"}\n\(text)\n", to: "wrangler.toml")
            let outcome = try await show()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(lines(outcome).contains { $0.hasPrefix("LOG_LEVEL debug (") })
            for way in [["--backend", "cloudflare"], ["--wrangler-config", "wrangler.toml"]] {
                #expect(try await Program(["config", "show"] + way, in: folder).outcome().status == 78)
            }
        }

        @Test func cloudflareIsKnownByItsHostHoweverItsAddressIsWritten() async throws {
            try folder.write("account_id = \"your-account-id\"\n", to: "wrangler.toml")
            for base in ["https://api.cloudflare.com/client/v4/", "https://API.cloudflare.com/client/v4"] {
                let outcome = try await show("--backend", "cloudflare", "--api-base-url", base)
                #expect(outcome.status == 78)
                #expect(outcome.errors.contains("account_id is \"your-account-id\""), "\(outcome.errors)")
            }
        }

        @Test func idsAreCheckedWhereTheFileItselfChoosesTheBackend() async throws {
            try folder.write(
                "account_id = \"\"\n[vars]\nUSERKV_BACKEND = \"cloudflare\"\n",
                to: "wrangler.toml"
            )
            let outcome = try await show()
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("account_id must not be empty"), "\(outcome.errors)")
        }

        @Test func aJSONFileThatIsNotReadIsToldAndAnErrorWhereItMatters() async throws {
            try folder.write("{}", to: "wrangler.json")
            let outcome = try await show()
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("userkv: warning: "))
            #expect(outcome.errors.contains("wrangler.json: JSON configuration is not supported"))
            #expect(try await show("--backend", "cloudflare").status == 78)
            #expect(try await show("--env", "staging").status == 78)
        }

        @Test func whatIsProbablyNotMeantIsToldAndLogged() async throws {
            try folder.write("[vars]\nLOG_LEVEL = \"debug\"\n[env.staging]\n", to: "wrangler.toml")
            let told = "vars is set at top level and not in env.staging"
            #expect(try await show("-e", "staging").errors.contains(told))
            let server = try await RunningServer(["-e", "staging"], in: folder)
            let outcome = try await server.stop()
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains(told), "\(outcome.errors)")
        }

        @Test func aFileAboveDoesNotOpenTheService() async throws {
            try folder.write(
                """
                [vars]
                HOST = "0.0.0.0"
                USERKV_AUTH = "off"
                CLOUDFLARE_API_BASE_URL = "http://elsewhere.example.com"
                CLOUDFLARE_API_TOKEN = "token-of-somebody"
                USERKV_API_KEYS_FILE = "keys.txt"
                LOG_LEVEL = "debug"
                """,
                to: "wrangler.toml"
            )
            let inner = TemporaryFolder(in: folder)
            let outcome = try await show(in: inner)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let shown = lines(outcome)
            #expect(shown.contains("HOST 127.0.0.1 (default)"))
            #expect(shown.contains("USERKV_AUTH on (default)"))
            #expect(shown.contains("USERKV_API_KEYS_FILE -"))
            #expect(shown.contains("CLOUDFLARE_API_TOKEN -"))
            #expect(shown.contains("CLOUDFLARE_API_BASE_URL https://api.cloudflare.com/client/v4 (default)"))
            #expect(shown.contains { $0.hasPrefix("LOG_LEVEL debug (") })
            #expect(outcome.errors.contains("HOST, USERKV_AUTH, "))
            #expect(outcome.errors.contains("--wrangler-config"))
            // Named, or in the working folder itself, it is the operator's own.
            let named = try await show("--wrangler-config", "../wrangler.toml", in: inner)
            #expect(lines(named).contains { $0.hasPrefix("HOST 0.0.0.0 (../wrangler.toml ") })
            #expect(lines(try await show()).contains { $0.hasPrefix("HOST 0.0.0.0 (") })
        }

        @Test func localVariablesLieBesideTheFile() async throws {
            try folder.write("", to: "wrangler.toml")
            try folder.write("PORT=no-port\n", to: ".dev.vars")
            let inner = TemporaryFolder(in: folder)
            try inner.write("PORT=other\n", to: ".dev.vars")
            for arguments in [["dev"], ["dev", "--wrangler-config", "../wrangler.toml"]] {
                let outcome = try await Program(arguments, in: inner).outcome()
                #expect(outcome.status == 78)
                #expect(outcome.errors.contains(".dev.vars PORT): \"no-port\" is not"), "\(outcome.errors)")
            }
        }
    }
}
