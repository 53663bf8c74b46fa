import ArgumentParser
import HTTPClient
import Logging

/// What `userkv regress` does once it knows what to check: probes the service, checks it, removes what the checks made.
struct RegressionJob: Sendable {
    /// Nil for a service of its own.
    let url: String?
    let apiKey: String?

    /// The results; told as they come.
    func run() async throws -> [RegressionResult] {
        let transport = try CurlTransport()
        do {
            let results = try await checkService(transport)
            await transport.close()
            return results
        } catch {
            await transport.close()
            throw error
        }
    }

    private func checkService(_ transport: CurlTransport) async throws -> [RegressionResult] {
        if let url { return try await check(url, apiKey, transport) }
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let settings = try Self.ownSettings(folder)
        let log = CommandLog(settings)
        defer { log.finish() }
        let service = try await Service.start(settings, log: log)
        do {
            let results = try await check(service.baseURL, nil, transport)
            await service.stop()
            return results
        } catch {
            await service.stop()
            throw error
        }
    }

    /// The defaults, whatever is set for serving: the checks are about promises, and must not touch anybody's users.
    private static func ownSettings(_ folder: TemporaryFolder) throws -> ServiceSettings {
        var settings = try ServiceSettings(SettingsResolver(flags: [:], environment: [:]))
        settings.port = 0
        settings.sqlitePath = "\(folder.path)/regress.sqlite"
        settings.logLevel = .warning
        return settings
    }

    private func check(
        _ baseURL: String,
        _ apiKey: String?,
        _ transport: CurlTransport
    ) async throws -> [RegressionResult] {
        let client = RegressionClient(baseURL: baseURL, apiKey: apiKey, transport: transport)
        try await Self.probe(client, baseURL)
        return await RegressionRun(client: client) { StandardStreams.print($0.line) }.run()
    }

    /// Ends early where every check would fail for the same reason.
    private static func probe(_ client: RegressionClient, _ baseURL: String) async throws {
        do {
            let status = try await client.probe("/livez")
            // What stands in front of the service may ask for the key on every path.
            if status != 200 && status != 401 { throw RegressionFailure("GET /livez: status \(status)") }
        } catch {
            try Task.checkCancellation()
            StandardStreams.printError("userkv: no service answers at \(baseURL): \(error)")
            throw ExitStatus.unavailable
        }
        if try await client.probe("/users?limit=1") == 401 {
            StandardStreams.printError(
                "userkv: \(baseURL) does not accept the API key; name a file that holds one with --api-key-file, or "
                    + "set \(CallerKey.variable)"
            )
            throw ExitStatus.refused
        }
    }
}
