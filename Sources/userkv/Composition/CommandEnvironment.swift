import ArgumentParser

/// What every command begins with: settings, and errors told in one way.
enum CommandEnvironment {
    /// Resolves the settings of a command.
    static func resolver(
        _ options: SettingOptions,
        use: SettingsSources.Use = .serving
    ) throws -> SettingsResolver {
        do throws(ConfigurationError) {
            return try SettingsSources.resolver(options, use: use)
        } catch {
            throw failure(error)
        }
    }

    /// Checks the settings; tells what is wrong and ends with the status for configuration errors.
    static func settings(
        _ options: SettingOptions,
        use: SettingsSources.Use = .serving
    ) throws -> ServiceSettings {
        try settings(try resolver(options, use: use), options)
    }

    /// The same from what was gathered before.
    static func settings(
        _ resolver: SettingsResolver,
        _ options: SettingOptions
    ) throws -> ServiceSettings {
        do throws(ConfigurationError) {
            return try ServiceSettings(resolver, tokenFile: options.tokenFile)
        } catch {
            throw failure(error)
        }
    }

    /// Tells an error and gives the status to end with.
    static func failure(_ error: any Error) -> ExitCode {
        StandardStreams.printError("userkv: \(error)")
        return error is ConfigurationError ? ExitStatus.configuration : ExitStatus.failure
    }
}
