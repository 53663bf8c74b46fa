import ArgumentParser
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `userkv serve`: serves until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the HTTP interface.",
        discussion: """
            Examples:
              userkv serve
              userkv serve --port 9000 --sqlite-path /var/lib/userkv/users.sqlite
              USERKV_API_KEYS_FILE=keys.txt userkv serve --host 0.0.0.0

            Every flag has an environment variable, shown in brackets; the flag wins. Durations: 250ms, 30s, 5m, 1h. Sizes: 65536, 64MiB, 1MB.

            Exit status: 0 stopped by a signal, 1 failed, 64 usage, 78 configuration, 130 and 143 ended \
            by a second signal.
            """
    )

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await Self.run(options, use: .serving)
    }

    /// Serves until a signal asks to stop.
    static func run(_ options: SettingOptions, use: SettingsSources.Use) async throws {
        let signals = TerminationSignals()
        let settings = try CommandEnvironment.settings(options, use: use)
        let log = CommandLog(settings)
        // What is said to people must hold nobody up either.
        let output = LogWriter(descriptor: STDOUT_FILENO) { _ in [] }
        defer {
            log.finish()
            output.flush(milliseconds: CommandLog.flushMilliseconds)
        }
        let logger = log.logger
        for warning in settings.warnings { logger.warning("\(warning)") }
        let service: Service
        do {
            service = try await Service.start(settings, log: log)
        } catch {
            throw CommandEnvironment.failure(error)
        }
        announce(service, settings, logger, output)
        StartupMemory.release()
        let signal = await signals.wait() ?? .terminate
        logger.notice("stopping", metadata: ["signal": "\(signal)"])
        await service.stop()
        logger.notice("stopped")
    }

    private static func announce(
        _ service: Service,
        _ settings: ServiceSettings,
        _ logger: Logger,
        _ output: LogWriter
    ) {
        logger.notice(
            "serving",
            metadata: ["url": "\(service.baseURL)", "backend": "\(settings.backend.rawValue)"]
        )
        let first = "userkv \(BuildInformation.version) serves \(service.baseURL)"
        let key = settings.isAuthenticated ? "-H \"Authorization: Bearer $\(CallerKey.variable)\" " : ""
        let second =
            """
            Try: curl -i \(service.localURL)/users -H 'Content-Type: application/json' \
            \(key)-d '{"id":"u1","email":"u1@example.com","preferences":{}}'
            """
        output.append(Array("\(first)\n\(second)\n".utf8))
    }
}
