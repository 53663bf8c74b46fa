import ArgumentParser
import HTTPClient

/// `userkv regress`: exercises a running service, or one of its own, and tells which promises are kept.
struct RegressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regress",
        abstract: "Check create, read, update, delete, list, errors, cache and limits of a service.",
        discussion: """
            Examples:
              userkv regress
              userkv regress --url http://127.0.0.1:8787
              userkv regress --report regress.xml
              USERKV_API_KEY=... userkv regress --url https://users.example.com

            Without --url it starts a service of its own, with default settings, on a free port over a temporary file. \
            Every user it makes is removed at the end, also after an interrupt; a second interrupt ends it at once.

            Exit status: 0 all checks passed, 1 one failed, 64 usage, 69 the service cannot be reached, 77 it does not \
            accept the API key, 78 configuration, 130 and 143 ended by a signal.
            """
    )

    @Option(help: "Base URL of the service. [default: a service of its own]")
    var url: String?
    @Option(help: "Write a JUnit report to this file.")
    var report: String?
    @Option(help: "File whose first API key is presented. [USERKV_API_KEY holds the key itself]")
    var apiKeyFile: String?

    func validate() throws {
        if let url, HTTPClientURL(url) == nil { throw ValidationError("--url takes an http or https URL.") }
    }

    func run() async throws {
        let signals = TerminationSignals()
        do {
            try checkReport()
            let job = RegressionJob(url: url, apiKey: try CallerKey.read(file: apiKeyFile))
            let (result, signal) = await Self.result(of: job, signals)
            if let signal {
                // There may be no results yet.
                if let results = try? result.get() { try tell(results) }
                throw ExitCode(signal.exitStatus)
            }
            let results = try result.get()
            try tell(results)
            if results.contains(where: { $0.outcome != .passed }) { throw ExitStatus.failure }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandEnvironment.failure(error)
        }
    }

    /// Runs the job; the first signal cancels it, whatever it is doing.
    private static func result(
        of job: RegressionJob,
        _ signals: TerminationSignals
    ) async -> (Result<[RegressionResult], any Error>, TerminationSignal?) {
        let work = Task { try await job.run() }
        let interrupt = Task {
            let signal = await signals.wait()
            if let signal {
                StandardStreams.printError("userkv: \(signal): ending; once more ends it at once")
                work.cancel()
            }
            return signal
        }
        let result = await work.result
        interrupt.cancel()
        return (result, await interrupt.value)
    }

    /// A run takes a while; what would keep its report from being written is told before.
    private func checkReport() throws(ConfigurationError) {
        guard let report else { return }
        do throws(TextFileError) {
            try TextFile.checkWritable(report)
        } catch {
            throw ConfigurationError(subject: "--report \(report)", reason: error.description)
        }
    }

    private func tell(_ results: [RegressionResult]) throws {
        let failed = results.filter(\.hasFailed).count
        let skipped = results.filter { $0.outcome == .skipped }.count
        let passed = results.count - failed - skipped
        StandardStreams.print("\(passed) passed, \(failed) failed, \(skipped) skipped")
        if let report { try write(JUnitReport.text(results), to: report) }
    }

    private func write(_ text: String, to report: String) throws(ConfigurationError) {
        do throws(TextFileError) {
            try TextFile.write(text, to: report)
        } catch {
            throw ConfigurationError(subject: "--report \(report)", reason: error.description)
        }
    }
}
