import CloudflareKV
import Users

/// The settings of the backend that is Cloudflare KV.
struct CloudflareSettings: Sendable {
    private static let identifierDigits = 32
    /// Conditions need the window to be longer than a read takes at most, which is 10 seconds.
    private static let windows = Int64(15_000)...86_400_000
    /// The host under which the Worker answers for its KV binding.
    private static let bindingBase = "http://kv.internal"

    var configuration: CloudflareKVConfiguration

    init(_ resolver: SettingsResolver, tokenFile: String?) throws(ConfigurationError) {
        func required(_ name: SettingName, _ hint: String) throws(ConfigurationError) -> SettingValue {
            guard let value = resolver.value(name) else {
                throw ConfigurationError(subject: name.variable, reason: "is not set; \(hint)")
            }
            return value
        }
        let base = try required(.apiBaseURL, "it is the base URL of the API")
        let isPublic = base.text == CloudflareKVConfiguration.standardBaseURL
        try Self.checkBaseURL(base)
        let account = try required(.accountID, "it names the Cloudflare account")
        let namespace = try required(
            .namespaceID,
            "set it, or fill in the id of the binding in wrangler.toml"
        )
        if isPublic {
            try Self.checkIdentifier(account)
            try Self.checkIdentifier(namespace)
        }
        configuration = CloudflareKVConfiguration(
            baseURL: base.text,
            accountID: account.text,
            namespaceID: namespace.text,
            token: try Self.token(resolver, tokenFile)
        )
        let window = try required(.stalenessWindow, "it is a duration").milliseconds(in: Self.windows)
        configuration.stalenessWindow = .milliseconds(window)
        configuration.coalescing = try required(.coalescing, "it is on or off").isOn()
        // Behind the Worker's binding there is no limit on requests to keep to.
        configuration.pacing = configuration.coalescing && !base.text.lowercased().hasPrefix(Self.bindingBase)
        configuration.inlineValues = KVInlineValues(
            metadata: UserInlining.metadata,
            value: UserInlining.value
        )
    }

    private static func checkBaseURL(_ value: SettingValue) throws(ConfigurationError) {
        let text = value.text.lowercased()
        if !text.hasPrefix("https://") && !text.hasPrefix("http://") {
            throw value.error("an http or https URL")
        }
    }

    private static func checkIdentifier(_ value: SettingValue) throws(ConfigurationError) {
        let digits = Array(value.text.utf8)
        let isHexadecimal = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
        }
        if digits.count != identifierDigits || !isHexadecimal || Set(digits).count == 1 {
            throw value.error(
                "a Cloudflare id of \(identifierDigits) hexadecimal digits, but a placeholder or a mistake"
            )
        }
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
            return APIToken(String(line))
        }
        guard let value = resolver.value(.apiToken) else {
            throw ConfigurationError(
                subject: SettingName.apiToken.variable,
                reason: "is not set; set it, or name a file with --token-file"
            )
        }
        return APIToken(value.text)
    }
}
