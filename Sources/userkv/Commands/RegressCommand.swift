import ArgumentParser
import HTTPClient
import Logging

/// `userkv regress`: exercises a running service, or one of its own, and tells which promises are kept.
struct RegressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regress",
        abstract: "Check create, read, update, delete, list, errors, cache and limits of a service.",
        discussion: """
            Examples:
              userkv regress
              userkv regress --url http://127.0.0.1:8787
              USERKV_API_KEY=... userkv regress --url https://users.example.com --report regress.xml

            Without --url it starts a service of its own on a free port over a temporary file. Every user it makes has an
            id with a prefix of this run and is removed at the end, also after an interrupt.

            Exit status: 0 all checks passed, 1 one failed, 64 usage, 69 the service cannot be reached, 78 configuration.
            """
    )

    @Option(help: "Base URL of the service. [default: a service of its own]")
    var url: String?
    @Option(help: "Write a JUnit report to this file.")
    var report: String?
    @Option(help: "File that holds the API key. [USERKV_API_KEY holds the key itself]")
    var apiKeyFile: String?
    @OptionGroup var options: SettingOptions

    func run() async throws {
        let signals = TerminationSignals()
        do {
            let transport = try CurlTransport()
            let results = try await withService { baseURL in
                try await runChecks(baseURL, transport, signals)
            }
            await transport.close()
            try finish(results)
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandEnvironment.failure(error)
        }
    }

    /// Gives the base URL of the service to check, started here where none was named.
    private func withService(
        _ body: (String) async throws -> [RegressionResult]
    ) async throws -> [RegressionResult] {
        if let url { return try await body(url) }
        var settings = try CommandEnvironment.settings(options)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        settings.port = 0
        settings.host = "127.0.0.1"
        settings.sqlitePath = "\(folder.path)/regress.sqlite"
        settings.logLevel = max(settings.logLevel, .warning)
        let log = CommandLog(settings)
        defer { log.finish() }
        let service = try await Service.start(settings, logger: log.logger)
        do {
            let results = try await body(service.baseURL)
            await service.stop()
            return results
        } catch {
            await service.stop()
            throw error
        }
    }

    private func runChecks(
        _ baseURL: String,
        _ transport: CurlTransport,
        _ signals: TerminationSignals
    ) async throws -> [RegressionResult] {
        let client = RegressionClient(baseURL: baseURL, apiKey: try apiKey(), transport: transport)
        do {
            _ = try await client.send("GET", "/livez").expect(200)
        } catch {
            StandardStreams.printError("userkv: no service answers at \(baseURL): \(error)")
            throw ExitStatus.unavailable
        }
        let run = Task {
            await RegressionRun(client: client) { StandardStreams.print($0.line) }.run()
        }
        let interrupt = Task {
            _ = await signals.wait()
            run.cancel()
        }
        let results = await run.value
        interrupt.cancel()
        return results
    }

    private func apiKey() throws -> String? {
        if let apiKeyFile {
            let text = try TextFile.read(apiKeyFile)
            return text.split(whereSeparator: \.isNewline).first.map(String.init)
        }
        return Environment.variables()["USERKV_API_KEY"]
    }

    private func finish(_ results: [RegressionResult]) throws {
        if let report { try TextFile.write(JUnitReport.text(results), to: report) }
        let failed = results.filter(\.hasFailed).count
        let skipped = results.filter { $0.outcome == .skipped }.count
        let passed = results.count - failed - skipped
        StandardStreams.print("\(passed) passed, \(failed) failed, \(skipped) skipped")
        if failed + skipped > 0 { throw ExitStatus.failure }
    }
}
