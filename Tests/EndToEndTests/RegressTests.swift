import HTTPClient
import JSON
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension EndToEndTests {
    /// `userkv regress`, which checks a service from outside.
    @Suite(.timeLimit(.minutes(3)))
    struct RegressTests {
        let folder = TemporaryFolder()

        @Test func aServiceOfItsOwnKeepsEveryPromise() async throws {
            let outcome = try await Program.run("regress", "--report", "report.xml", in: folder)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(!outcome.output.contains("FAIL"))
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.last?.hasSuffix(" passed, 0 failed, 0 skipped") == true)
            let count = lines.count { $0.hasPrefix("ok  ") }
            let report = try folder.read("report.xml")
            #expect(report.contains("tests=\"\(count)\" failures=\"0\" errors=\"0\" skipped=\"0\""))
            // Nothing is left behind.
            #expect(folder.contents == ["report.xml"])
        }

        @Test func aServiceWithKeysIsCheckedAndLeftAsItWas() async throws {
            try folder.write("# the keys\n\n  the-right-key \r\nanother-key\n", to: "keys.txt")
            let key: KeyValuePairs = ["Authorization": "Bearer the-right-key"]
            let server = try await RunningServer(["--api-keys-file", "keys.txt"], in: folder)
            let kept = try await server.send("POST", "/users", #"{"id":"kept","email":"u@example.com"}"#, key)
            #expect(kept.status == 201)
            for (arguments, environment) in [
                ([], ["USERKV_API_KEY": "the-right-key"]), (["--api-key-file", "keys.txt"], [:]),
            ] {
                let program = try Program(
                    ["regress", "--url", server.baseURL] + arguments,
                    environment: environment,
                    in: folder
                )
                let outcome = try await program.outcome()
                #expect(outcome.status == 0, "\(outcome.output)")
                #expect(!(outcome.output + outcome.errors).contains("the-right-key"))
            }
            let rest = try await server.send("GET", "/users", nil, key)
            #expect(rest.text == #"{"users":[\#(kept.text)],"cursor":null}"#)
            let wrong = try await Program.run("regress", "--url", server.baseURL, in: folder)
            #expect(wrong.status == 77)
            #expect(wrong.output.isEmpty)
            #expect(wrong.errors.contains("USERKV_API_KEY"))
            #expect(try await server.stop().status == 0)
        }

        @Test func aServiceWithOtherLimitsIsLeftAsItWas() async throws {
            let server = try await RunningServer(
                ["--max-body-bytes", "4MiB", "--require-if-match", "on"],
                in: folder
            )
            let outcome = try await Program.run("regress", "--url", server.baseURL, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("ok   cleanup:"), "\(outcome.output)")
            #expect(try await server.send("GET", "/users").text == #"{"users":[],"cursor":null}"#)
            #expect(try await server.stop().status == 0)
        }

        @Test func aServiceThatDemandsPreconditionsPasses() async throws {
            let server = try await RunningServer(["--require-if-match", "on"], in: folder)
            let outcome = try await Program.run("regress", "--url", server.baseURL, in: folder)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(try await server.send("GET", "/users").text == #"{"users":[],"cursor":null}"#)
            #expect(try await server.stop().status == 0)
        }

        @Test func settingsForServingDoNotReachItsOwnService() async throws {
            let settings = [
                "USERKV_BACKEND": "cloudflare", "USERKV_API_KEYS_FILE": "absent",
                "USERKV_MAX_BODY_BYTES": "4MiB",
                "USERKV_REQUIRE_IF_MATCH": "on", "USERKV_KV_API": "on", "PORT": "x", "USERKV_API_KEY": "",
            ]
            let outcome = try await Program.run("regress", environment: settings, in: folder)
            #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        }

        @Test func whatItCannotUseIsToldBeforeItRuns() async throws {
            try folder.write("# only a comment\n", to: "keys.txt")
            let rows: [(arguments: [String], environment: [String: String], told: String)] = [
                (["--report", "absent/report.xml"], [:], "--report absent/report.xml: cannot be written"),
                (["--report", "."], [:], "--report .: cannot be written"),
                (["--api-key-file", "absent.txt"], [:], "--api-key-file absent.txt: cannot be read"),
                (["--api-key-file", "keys.txt"], [:], "--api-key-file keys.txt: it holds no key"),
                ([], ["TMPDIR": "/absent"], "TMPDIR /absent: no folder can be made there"),
                ([], ["USERKV_API_KEY": "short"], "USERKV_API_KEY (environment): line 1"),
            ]
            for row in rows {
                let program = try Program(
                    ["regress"] + row.arguments,
                    environment: row.environment,
                    in: folder
                )
                let outcome = try await program.outcome()
                #expect(outcome.status == 78)
                #expect(outcome.errors.contains("userkv: \(row.told)"), "\(outcome.errors)")
                #expect(outcome.output.isEmpty)
            }
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func anInterruptEndsItWhileTheServiceHangs(signal: Int32) async throws {
            let server = try await RunningServer(in: folder)
            server.program.send(signal: SIGSTOP)
            let program = try Program(["regress", "--url", server.baseURL], in: folder)
            // The kernel accepts connections of the stopped service; its one request is then under way.
            try await program.wait("the connection to the service") { connects(program, to: server.port) }
            program.send(signal: signal)
            let outcome = try await program.outcome()
            #expect(outcome.status == 128 + signal, "\(outcome.output) \(outcome.errors)")
            server.program.send(signal: SIGCONT)
            #expect(try await server.stop().status == 0)
        }

        /// Whether a program holds a connection to a port of this machine.
        private func connects(_ program: Program, to port: UInt16) -> Bool {
            guard let stream = fopen("/proc/\(program.processID)/net/tcp", "r") else { return false }
            defer { fclose(stream) }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = fread(&bytes, 1, bytes.count, stream)
            let remote = " 0100007F:" + String(port, radix: 16, uppercase: true).leftPadded(to: 4) + " 01 "
            return String(decoding: bytes[..<count], as: UTF8.self).contains(remote)
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func anInterruptCleansUp(signal: Int32) async throws {
            let server = try await RunningServer(in: folder)
            let program = try Program(["regress", "--url", server.baseURL], in: folder)
            try await program.wait("the first results") { program.output.contains("ok   create:") }
            program.send(signal: signal)
            let outcome = try await program.outcome()
            #expect(outcome.output.contains("skip "), "\(outcome.output)")
            #expect(outcome.output.contains("ok   cleanup:"))
            #expect(outcome.status == 128 + signal)
            let rest = try await server.send("GET", "/users").text
            #expect(rest == #"{"users":[],"cursor":null}"#)
            #expect(try await server.stop().status == 0)
        }
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
