import HTTPClient
import Testing

extension EndToEndTests {
    /// The other commands and their exit statuses.
    @Suite(.timeLimit(.minutes(2)))
    struct CommandTests {
        let folder = TemporaryFolder()

        static let statuses: [(arguments: [String], status: Int32)] = [
            (["version"], 0), (["--version"], 0), (["--help"], 0), (["-h"], 0), (["help", "serve"], 0),
            (["serve", "--help"], 0),
            (["--unknown"], 64), (["unknown"], 64), (["serve", "--unknown"], 64), (["serve", "--port"], 64),
            (["serve", "extra"], 64), (["config", "unknown"], 64), (["regress", "--url"], 64),
            (["healthcheck", "--url", "nonsense"], 64), (["regress", "--url", "ftp://x"], 64),
            (["healthcheck", "--url", "http://127.0.0.1:1"], 1),
            (["regress", "--url", "http://127.0.0.1:1"], 69),
            (["healthcheck", "--port", "x"], 78), (["config", "show", "--port", "x"], 78),
            (["regress", "--threads", "1"], 64), (["regress", "--report", "absent/report.xml"], 78),
        ]

        @Test(arguments: statuses)
        func theExitStatusTellsHowItWent(row: (arguments: [String], status: Int32)) async throws {
            let outcome = try await Program(row.arguments, in: folder).outcome()
            #expect(outcome.status == row.status, "\(outcome.errors)")
            // Standard output is for data, standard error for everything said to people about what went wrong.
            if row.status == 0 {
                #expect(!outcome.output.isEmpty)
            } else {
                #expect(!outcome.errors.isEmpty)
            }
            if row.status == 64 || row.status == 69 { #expect(outcome.output.isEmpty) }
        }

        @Test func theVersionIsOneLine() async throws {
            let outcome = try await Program.run("version", in: folder)
            #expect(outcome.output.hasPrefix("userkv "))
            #expect(outcome.output.split(separator: "\n").count == 1)
            #expect(try await Program.run("--version", in: folder).output == outcome.output)
        }

        @Test func everyCommandExplainsItselfWithExamples() async throws {
            for command in [["serve"], ["healthcheck"], ["regress"], ["config", "show"]] {
                let outcome = try await Program(command + ["--help"], in: folder).outcome()
                #expect(outcome.output.contains("Examples:"), "\(command)")
                #expect(outcome.output.contains("Exit status:"), "\(command)")
            }
        }

        /// A line that the text breaks by itself wraps badly, because the terminal's width breaks it too.
        @Test(arguments: [[], ["serve"], ["dev"], ["healthcheck"], ["regress"], ["config", "show"]])
        func explanationsBreakWhereTheWidthSaysSo(command: [String]) async throws {
            let outcome = try await Program(
                command + ["--help"],
                environment: ["COLUMNS": "80"],
                in: folder
            ).outcome()
            let text = outcome.output.split(separator: "USAGE:").first ?? ""
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (line, next) in zip(lines, lines.dropFirst()) {
                guard let word = next.split(separator: " ").first, !line.isEmpty, !next.hasPrefix("  ") else {
                    continue
                }
                let isExample = line.hasPrefix("  ")
                #expect(!isExample && line.count + 1 + word.count >= 80, "\(line) / \(next)")
            }
        }

        @Test func aHealthyServiceIsReportedByItsPort() async throws {
            let server = try await RunningServer(["--backend", "memory"], in: folder)
            let byURL = try await Program.run("healthcheck", "--url", server.baseURL, in: folder)
            #expect(byURL.status == 0)
            #expect(byURL.output == "ready\n")
            let byPort = try await Program.run(
                "healthcheck",
                environment: ["PORT": "\(server.port)"],
                in: folder
            )
            #expect(byPort.status == 0)
            #expect(try await server.stop().status == 0)
            #expect(try await Program.run("healthcheck", "--url", server.baseURL, in: folder).status == 1)
        }
    }
}
