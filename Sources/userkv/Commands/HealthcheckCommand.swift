import ArgumentParser
import HTTPClient

/// `userkv healthcheck`: asks a service whether it is ready; for containers, whose images have no curl.
struct HealthcheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Ask a service whether it is ready.",
        discussion: """
            Examples:
              userkv healthcheck
              userkv healthcheck --url http://127.0.0.1:9000

            Exit status: 0 ready, 1 not ready or not reachable, 64 usage, 78 configuration.
            """
    )

    @Option(help: "Base URL of the service. [default: HOST and PORT, from this machine]")
    var url: String?
    @OptionGroup var options: SettingOptions

    func validate() throws {
        if let url, HTTPClientURL(url) == nil { throw ValidationError("--url takes an http or https URL.") }
    }

    func run() async throws {
        let settings = try CommandEnvironment.settings(options)
        let base = base(settings)
        do {
            let transport = try CurlTransport()
            let request = HTTPClientRequest(url: "\(base)/readyz", timeout: .seconds(2))
            let response = try await transport.send(request)
            await transport.close()
            if response.status == 200 {
                StandardStreams.print("ready")
                return
            }
            StandardStreams.printError("userkv: \(base) is not ready: status \(response.status)")
        } catch {
            StandardStreams.printError("userkv: \(base) cannot be reached: \(error)")
        }
        throw ExitStatus.failure
    }

    private func base(_ settings: ServiceSettings) -> String {
        let local = ServiceAddress.authority(ServiceAddress.local(settings.host), settings.port)
        guard let url else { return "http://\(local)" }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
