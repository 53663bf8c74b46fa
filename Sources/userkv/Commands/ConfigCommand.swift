import ArgumentParser
import JSON

/// `userkv config`: looks at the settings.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look at the settings.",
        subcommands: [ConfigShowCommand.self]
    )
}

/// `userkv config show`: prints each setting with its value and where it came from; secrets are not shown.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print every setting, its value and where it came from.",
        discussion: """
            Examples:
              userkv config show
              PORT=9000 userkv config show --json

            Exit status: 0 all settings are good, 64 usage, 78 one is not.
            """
    )

    @Flag(help: "Print one JSON document.")
    var json = false
    @OptionGroup var options: SettingOptions

    func run() throws {
        let resolver = try CommandEnvironment.resolver(options)
        let rows = SettingName.allCases.map { name in (name, value(name, resolver)) }
        StandardStreams.print(json ? document(rows) : table(rows))
        let settings = try CommandEnvironment.settings(resolver, options)
        for warning in settings.warnings { StandardStreams.printError("userkv: warning: \(warning)") }
        do throws(ConfigurationError) {
            try settings.checkReferences()
        } catch {
            throw CommandEnvironment.failure(error)
        }
    }

    /// A token file wins over the variable that holds the token itself.
    private func value(_ name: SettingName, _ resolver: SettingsResolver) -> SettingValue? {
        guard name == .apiToken, let file = options.tokenFile else { return resolver.value(name) }
        return SettingValue(name: name, text: "", origin: .flag("--token-file \(file)"))
    }

    private func shown(_ value: SettingValue) -> String {
        guard value.name.isSecret else { return value.text }
        return value.text.count > 8 ? "...\(value.text.suffix(4))" : "..."
    }

    private func table(_ rows: [(SettingName, SettingValue?)]) -> String {
        let width = rows.map(\.0.variable.count).max() ?? 0
        return rows.map { name, value in
            let padding = String(repeating: " ", count: width - name.variable.count)
            let text = value.map { "\(shown($0))  (\($0.origin))" } ?? "-"
            return "\(name.variable)\(padding)  \(text)"
        }.joined(separator: "\n")
    }

    private func document(_ rows: [(SettingName, SettingValue?)]) -> String {
        let members = rows.map { name, value in
            JSONMember(
                name: name.variable,
                value: .object(
                    JSONObject([
                        JSONMember(name: "value", value: value.map { JSONValue(shown($0)) } ?? .null),
                        JSONMember(
                            name: "origin",
                            value: value.map { JSONValue($0.origin.description) } ?? .null
                        ),
                    ])
                )
            )
        }
        return String(decoding: JSONValue.object(JSONObject(members)).bytes, as: UTF8.self)
    }
}
