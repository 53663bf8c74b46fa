import CloudflareKV
import Users

/// The settings of the backend that is Cloudflare KV.
struct CloudflareSettings: Sendable {
    /// In milliseconds; conditions need the window to be longer than a read takes at most, which is 10 seconds.
    static let stalenessWindows = Int64(15_000)...86_400_000

    private static let sendableToken = "visible ASCII characters without spaces and line ends"

    var configuration: CloudflareKVConfiguration

    init(_ resolver: SettingsResolver, tokenFile: String?) throws(ConfigurationError) {
        func required(_ name: SettingName, _ hint: String) throws(ConfigurationError) -> SettingValue {
            guard let value = resolver.value(name) else {
                throw ConfigurationError(subject: name.variable, reason: "is not set; \(hint)")
            }
            return value
        }
        let base = try required(.apiBaseURL, "it is the base URL of the API")
        let address = try Self.address(base)
        let account = try required(.accountID, "it names the Cloudflare account")
        let namespace = try required(
            .namespaceID,
            "set it, or fill in the id of the binding in wrangler.toml"
        )
        try Self.check(account, address)
        try Self.check(namespace, address)
        configuration = CloudflareKVConfiguration(
            baseURL: base.text,
            accountID: account.text,
            namespaceID: namespace.text,
            token: try Self.token(resolver, tokenFile)
        )
        let window = try required(.stalenessWindow, "it is a duration").milliseconds(
            in: Self.stalenessWindows
        )
        configuration.stalenessWindow = .milliseconds(window)
        configuration.coalescing = try required(.coalescing, "it is on or off").isOn()
        configuration.pacing = configuration.coalescing
        if address.isBinding { configuration.adaptToBinding() }
        configuration.inlineValues = KVInlineValues(
            metadata: UserInlining.metadata,
            value: UserInlining.value
        )
    }

    private static func address(_ value: SettingValue) throws(ConfigurationError) -> KVAPIAddress {
        guard let address = KVAPIAddress(value.text) else {
            throw value.error("an http or https URL without a query")
        }
        if address.isCloudflare, !address.isEncrypted {
            throw value.error("an https URL; the API token would travel in clear")
        }
        return address
    }

    private static func check(_ identifier: SettingValue, _ address: KVAPIAddress) throws(ConfigurationError)
    {
        if address.accepts(identifier: identifier.text) { return }
        throw identifier.error(
            address.isCloudflare
                ? "a Cloudflare id of 32 hexadecimal digits, but a placeholder or a mistake"
                : "an id, but a placeholder"
        )
    }

    private static func token(
        _ resolver: SettingsResolver,
        _ tokenFile: String?
    ) throws(ConfigurationError) -> APIToken {
        if let tokenFile {
            let text: String
            do throws(TextFileError) {
                text = try TextFile.read(tokenFile)
            } catch {
                throw ConfigurationError(subject: "--token-file \(tokenFile)", reason: error.description)
            }
            guard let line = text.split(whereSeparator: \.isNewline).first else {
                throw ConfigurationError(subject: "--token-file \(tokenFile)", reason: "is empty")
            }
            guard APIToken.isSendable(String(line)) else {
                throw ConfigurationError(
                    subject: "--token-file \(tokenFile)",
                    reason: "does not begin with a line of \(sendableToken)"
                )
            }
            return APIToken(String(line))
        }
        guard let value = resolver.value(.apiToken) else {
            throw ConfigurationError(
                subject: SettingName.apiToken.variable,
                reason: "is not set; set it, or name a file with --token-file"
            )
        }
        guard APIToken.isSendable(value.text) else { throw value.error("a token of \(sendableToken)") }
        return APIToken(value.text)
    }
}
