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
            try folder.write("the-right-key\n", to: "keys.txt")
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
            #expect(wrong.status == 1)
            #expect(try await server.stop().status == 0)
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
            #expect(outcome.status == 1)
            let rest = try await server.send("GET", "/users").text
            #expect(rest == #"{"users":[],"cursor":null}"#)
            #expect(try await server.stop().status == 0)
        }
    }
}
