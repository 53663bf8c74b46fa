import ArgumentParser

/// The program.
@main
struct Userkv: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "userkv",
        abstract: "Keeps users: a REST service over SQLite or Cloudflare Workers KV, with a cache in front.",
        discussion: """
            Examples:
              userkv serve
              userkv regress --url http://127.0.0.1:8787
              userkv config show

            Exit status: 0 done, 1 failed, 64 usage, 69 service unavailable, 77 API key refused, 78 configuration, \
            130 and 143 ended by a signal.
            """,
        version: "userkv \(BuildInformation.version)",
        subcommands: [
            ServeCommand.self, DevCommand.self, HealthcheckCommand.self, RegressCommand.self,
            ConfigCommand.self,
            VersionCommand.self,
        ]
    )
}
