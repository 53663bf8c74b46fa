import Logging
import UserAPI
import Users

/// All settings of the service, checked.
struct ServiceSettings: Sendable {
    enum Backend: String, CaseIterable, Sendable {
        case sqlite
        case cloudflare
        case memory
    }

    enum LogFormat: String, CaseIterable, Sendable {
        case json
        case text
    }

    /// A day: longer waits are not meant by anybody, and keep arithmetic far from overflow.
    private static let durations = Int64(1)...86_400_000

    var host: String
    private let hostOrigin: SettingValue.Origin
    var port: Int
    var logLevel: Logger.Level
    /// Nil for whatever fits where the log goes.
    var logFormat: LogFormat?
    var logsRequests: Bool
    var backend: Backend
    var sqlitePath: String
    var cacheBytes: Int
    var cacheEntries: Int?
    var cacheTimeToLiveMilliseconds: Int64
    var cacheNegativeTimeToLiveMilliseconds: Int64
    /// Nil for one a processor.
    var threads: Int?
    var contentBytes: Int
    var requestTimeoutMilliseconds: Int64
    var idleTimeoutMilliseconds: Int64
    var shutdownTimeoutMilliseconds: Int64
    var isAuthenticationOff: Bool
    let apiKeysFile: SettingValue?
    var emailValidation: EmailValidation
    var origins: CrossOriginPolicy
    var requiresPreconditions: Bool
    var staleLimitMilliseconds: Int64
    /// Nil where the KV API is not served.
    var kvAPI: KVAPISettings?
    /// Nil for another backend.
    var cloudflare: CloudflareSettings?
    private let sourceWarnings: [String]

    init(_ resolver: SettingsResolver, tokenFile: String? = nil) throws(ConfigurationError) {
        func value(_ name: SettingName) throws(ConfigurationError) -> SettingValue {
            guard let value = resolver.value(name) else {
                throw ConfigurationError(subject: name.variable, reason: "is not set")
            }
            return value
        }
        host = try value(.host).text
        hostOrigin = try value(.host).origin
        port = try value(.port).integer(in: 0...65_535)
        logLevel = try Self.level(try value(.logLevel))
        logFormat = try resolver.value(.logFormat)?.choice()
        logsRequests = try value(.accessLog).isOn()
        backend = try value(.backend).choice()
        sqlitePath = try Self.path(try value(.sqlitePath))
        cacheBytes = try value(.cacheMaxBytes).bytes(in: 0...(1 << 40))
        cacheEntries = try resolver.value(.cacheMaxEntries)?.integer(in: 0...(1 << 31))
        cacheTimeToLiveMilliseconds = try value(.cacheTimeToLive).milliseconds(in: 0...86_400_000)
        cacheNegativeTimeToLiveMilliseconds = try value(.cacheNegativeTimeToLive).milliseconds(
            in: 0...86_400_000
        )
        threads = try resolver.value(.threads)?.integer(in: 1...256)
        contentBytes = try value(.maxBodyBytes).bytes(in: 1...(25 * 1024 * 1024))
        requestTimeoutMilliseconds = try value(.requestTimeout).milliseconds(in: Self.durations)
        idleTimeoutMilliseconds = try value(.idleTimeout).milliseconds(in: Self.durations)
        shutdownTimeoutMilliseconds = try value(.shutdownTimeout).milliseconds(in: 0...86_400_000)
        isAuthenticationOff = try !value(.auth).isOn()
        apiKeysFile = resolver.value(.apiKeysFile)
        emailValidation = try value(.emailValidation).choice()
        origins = try Self.origins(resolver.value(.corsOrigins))
        requiresPreconditions = try value(.requireIfMatch).isOn()
        staleLimitMilliseconds = try value(.staleLimit).milliseconds(in: 0...86_400_000)
        try UnusedSettings.check(resolver)
        kvAPI = try KVAPISettings(resolver)
        cloudflare = backend == .cloudflare ? try CloudflareSettings(resolver, tokenFile: tokenFile) : nil
        sourceWarnings = resolver.warnings
    }

    /// SQLite takes these names for databases that are gone with their connection.
    private static func path(_ value: SettingValue) throws(ConfigurationError) -> String {
        if value.text.isEmpty || value.text == ":memory:" {
            throw value.error(
                "the path of a file; \(SettingName.backend.variable)=memory keeps users in memory"
            )
        }
        return value.text
    }

    private static func origins(_ value: SettingValue?) throws(ConfigurationError) -> CrossOriginPolicy {
        guard let value else { return .none }
        guard let policy = CrossOriginPolicy(list: value.text) else {
            throw value.error("a list of origins such as https://app.example.com, separated by commas")
        }
        return policy
    }

    private static func level(_ value: SettingValue) throws(ConfigurationError) -> Logger.Level {
        guard let level = Logger.Level(rawValue: value.text.lowercased()) else {
            throw value.error("one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }

    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether callers present a key.
    var isAuthenticated: Bool { !isAuthenticationOff && apiKeysFile != nil }

    /// Sentences about what is probably not meant, for people.
    var warnings: [String] {
        if !isAuthenticationOff || isLoopback { return sourceWarnings }
        return sourceWarnings + [
            "anybody who reaches \(host) may read and change every user, because \(SettingName.auth.variable) is off"
        ]
    }

    /// Checks what the settings refer to, as far as that can be done without serving.
    func checkReferences() throws(ConfigurationError) {
        _ = try apiKeys()
        if kvAPI != nil && backend == .cloudflare { throw Self.kvAPINeedsLocalBackend }
    }

    static let kvAPINeedsLocalBackend = ConfigurationError(
        subject: SettingName.kvAPI.variable,
        reason: "needs a local backend, \(Backend.sqlite.rawValue) or \(Backend.memory.rawValue)"
    )

    /// Reads the API keys and refuses to serve others than this machine without any.
    func apiKeys() throws(ConfigurationError) -> APIKeys {
        if isAuthenticationOff { return .none }
        guard let apiKeysFile else {
            if isLoopback { return .none }
            throw ConfigurationError(
                subject: "\(SettingName.host.variable) (\(hostOrigin))",
                reason: "\(host) is reachable by others, and there are no API keys; set "
                    + "\(SettingName.apiKeysFile.variable) to a file with keys, one a line, or "
                    + "\(SettingName.auth.variable)=off to let anybody call"
            )
        }
        let subject = "\(apiKeysFile.name.variable) (\(apiKeysFile.origin))"
        let text: String
        do throws(TextFileError) {
            text = try TextFile.read(apiKeysFile.text)
        } catch {
            throw ConfigurationError(subject: subject, reason: "\(apiKeysFile.text): \(error)")
        }
        do throws(APIKeysError) {
            return try APIKeys(fileText: text)
        } catch {
            throw ConfigurationError(subject: subject, reason: "\(apiKeysFile.text): \(error)")
        }
    }
}
