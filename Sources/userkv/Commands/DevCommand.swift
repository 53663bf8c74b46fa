import ArgumentParser

/// `userkv dev`: `serve` for local work, on the preview namespace and with local variables.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Serve for local work: preview_id, and variables from .dev.vars or .env.",
        discussion: """
            Examples:
              userkv dev
              userkv dev --backend cloudflare --env staging

            Exit status: as for serve.
            """
    )

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await ServeCommand.run(options, use: .development)
    }
}
