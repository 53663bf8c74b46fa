import CloudflareKV

/// The settings of the served Cloudflare KV REST API.
struct KVAPISettings: Sendable {
    var account: KVAPIAccount
    /// Nil for an API that behaves as well as the store behind it.
    var simulation: KVAPISimulationSettings?

    /// Reads the settings; nil where the API is not to be served.
    init?(_ resolver: SettingsResolver) throws(ConfigurationError) {
        // Also where it is not used: a mistake should show at once.
        let wanted = try Self.wantedSimulation(resolver)
        guard let isOn = resolver.value(.kvAPI), try isOn.isOn() else {
            if let simulate = resolver.value(.simulate), try simulate.isOn() {
                throw simulate.error("of use without \(SettingName.kvAPI.variable)=on")
            }
            try Self.checkForUnusedSimulation(resolver)
            return nil
        }
        account = try Self.account(resolver)
        try Self.checkForUnusedSimulation(resolver)
        let isSimulated = try resolver.value(.simulate)?.isOn() ?? false
        simulation = isSimulated ? wanted : nil
    }

    /// Whoever describes a simulation wants one, unless it is turned off in so many words.
    private static func checkForUnusedSimulation(_ resolver: SettingsResolver) throws(ConfigurationError) {
        if let simulation = resolver.value(.simulation), resolver.value(.simulate)?.origin == .standard {
            throw simulation.error("of use without \(SettingName.simulate.variable)=on")
        }
    }

    private static func account(_ resolver: SettingsResolver) throws(ConfigurationError) -> KVAPIAccount {
        guard let text = resolver.value(.kvAPIToken) else {
            throw ConfigurationError(
                subject: SettingName.kvAPIToken.variable,
                reason: "is not set; the KV API is not served without a token"
            )
        }
        guard let token = KVAPIToken(text.text) else {
            throw text.error("a bearer token of 1 to \(KVAPIToken.bytesMaximum) visible ASCII characters")
        }
        guard let id = resolver.value(.kvAPIAccountID) else {
            throw ConfigurationError(subject: SettingName.kvAPIAccountID.variable, reason: "is not set")
        }
        guard let account = KVAPIAccount(id: id.text, token: token) else {
            throw id.error("32 lower-case hexadecimal digits")
        }
        return account
    }

    private static func wantedSimulation(
        _ resolver: SettingsResolver
    ) throws(ConfigurationError) -> KVAPISimulationSettings {
        guard let value = resolver.value(.simulation) else { return .realistic }
        do throws(KVAPISimulationSettingsError) {
            return try KVAPISimulationSettings(parsing: value.text)
        } catch {
            throw ConfigurationError(
                subject: "\(value.name.variable) (\(value.origin))",
                reason: error.description
            )
        }
    }
}
