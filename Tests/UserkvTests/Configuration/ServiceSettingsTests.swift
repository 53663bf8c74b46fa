import Logging
import Testing
import Users

@testable import UserAPI
@testable import userkv

struct ServiceSettingsTests {
    private func settings(_ environment: [String: String] = [:]) throws(ConfigurationError) -> ServiceSettings
    {
        try ServiceSettings(SettingsResolver(flags: [:], environment: environment))
    }

    @Test func theDefaultsAreGoodAndServeThisMachineAlone() throws {
        let settings = try settings()
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8787)
        #expect(settings.logLevel == .info)
        #expect(settings.backend == .sqlite)
        #expect(settings.sqlitePath == "./userkv.sqlite")
        #expect(settings.cacheBytes == 64 << 20)
        #expect(settings.cacheTimeToLiveMilliseconds == 60_000)
        #expect(settings.cacheNegativeTimeToLiveMilliseconds == 5000)
        #expect(settings.contentBytes == 1 << 20)
        #expect(settings.shutdownTimeoutMilliseconds == 8000)
        #expect(settings.emailValidation == .html)
        #expect(!settings.requiresPreconditions)
        #expect(!settings.isAuthenticationOff)
        #expect(settings.isLoopback)
        #expect(try !settings.apiKeys().isRequired)
    }

    static let bad = [
        ("PORT", "65536"), ("PORT", "-1"), ("PORT", "http"), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"),
        ("USERKV_ACCESS_LOG", "perhaps"),
        ("USERKV_BACKEND", "redis"), ("USERKV_CACHE_MAX_BYTES", "much"), ("USERKV_CACHE_MAX_ENTRIES", "-1"),
        ("USERKV_CACHE_TTL", "25h"), ("USERKV_CACHE_NEGATIVE_TTL", "x"), ("USERKV_THREADS", "0"),
        ("USERKV_THREADS", "257"), ("USERKV_MAX_BODY_BYTES", "0"), ("USERKV_MAX_BODY_BYTES", "26MiB"),
        ("USERKV_REQUEST_TIMEOUT", "0"), ("USERKV_IDLE_TIMEOUT", "forever"),
        ("USERKV_SHUTDOWN_TIMEOUT", "-1s"),
        ("USERKV_COALESCING", "x"), ("USERKV_STALENESS_WINDOW", "1s"), ("CLOUDFLARE_API_BASE_URL", "ftp://x"),
        ("USERKV_SQLITE_PATH", ":memory:"),
        ("USERKV_AUTH", "maybe"), ("USERKV_EMAIL_VALIDATION", "strict"), ("USERKV_REQUIRE_IF_MATCH", "yes"),
    ]

    @Test(arguments: bad)
    func aBadValueIsAnErrorThatNamesItsVariableAndOrigin(variable: String, text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try settings([variable: text]) }
        let told = try #require(error).description
        #expect(told.hasPrefix("\(variable) (environment \(variable)): \"\(text)\" is not "), "\(told)")
    }

    @Test func aSimulationThatIsNotOnIsCheckedAllTheSame() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try settings(["USERKV_SIMULATION": "foo=bar"])
        }
        #expect(error?.description.hasPrefix("USERKV_SIMULATION (environment USERKV_SIMULATION): ") == true)
    }

    @Test func aSimulationWithoutTheSwitchForItIsRefused() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try settings(["USERKV_SIMULATION": "seed=1"])
        }
        #expect(error?.description.hasSuffix("is not of use without USERKV_SIMULATE=on") == true)
        #expect(try settings(["USERKV_SIMULATION": "seed=1", "USERKV_SIMULATE": "off"]).kvAPI == nil)
    }

    static let good: [(variable: String, text: String, check: @Sendable (ServiceSettings) -> Bool)] = [
        ("PORT", "0", { $0.port == 0 }),
        ("LOG_LEVEL", "WARNING", { $0.logLevel == .warning }),
        ("LOG_FORMAT", "JSON", { $0.logFormat == .json }),
        ("USERKV_ACCESS_LOG", "on", { $0.logsRequests }),
        ("USERKV_BACKEND", "memory", { $0.backend == .memory }),
        ("USERKV_CACHE_MAX_BYTES", "0", { $0.cacheBytes == 0 }),
        ("USERKV_THREADS", "3", { $0.threads == 3 }),
        ("USERKV_MAX_BODY_BYTES", "25MiB", { $0.contentBytes == 25 << 20 }),
        ("USERKV_AUTH", "off", { $0.isAuthenticationOff }),
        ("USERKV_EMAIL_VALIDATION", "off", { $0.emailValidation == .off }),
        ("USERKV_REQUIRE_IF_MATCH", "on", { $0.requiresPreconditions }),
    ]

    @Test(arguments: good)
    func aGoodValueIsTaken(row: (variable: String, text: String, check: @Sendable (ServiceSettings) -> Bool))
        throws
    {
        #expect(try row.check(settings([row.variable: row.text])))
    }

    // MARK: Who may call

    static let hosts: [(host: String, isLoopback: Bool)] = [
        ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("localhost", true), ("0.0.0.0", false),
        ("127.example.com", false),
        ("::", false),
        ("10.0.0.1", false), ("192.168.1.1", false), ("example.com", false),
    ]

    @Test(arguments: hosts)
    func anAddressThatOthersReachNeedsKeys(host: String, isLoopback: Bool) throws {
        let settings = try settings(["HOST": host])
        #expect(settings.isLoopback == isLoopback)
        if isLoopback {
            #expect(try !settings.apiKeys().isRequired)
        } else {
            let error = #expect(throws: ConfigurationError.self) { try settings.apiKeys() }
            #expect(error?.description.contains("USERKV_API_KEYS_FILE") == true)
            #expect(error?.description.contains("USERKV_AUTH") == true)
        }
    }

    @Test func authenticationCanBeSwitchedOffByName() throws {
        #expect(try !settings(["HOST": "0.0.0.0", "USERKV_AUTH": "off"]).apiKeys().isRequired)
    }

    @Test func aFileOfKeysIsReadAndItsFaultsAreToldByLine() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/keys.txt"
        let settings = try settings(["USERKV_API_KEYS_FILE": path])
        let missing = #expect(throws: ConfigurationError.self) { try settings.apiKeys() }
        #expect(missing?.description.contains("\(path): cannot be read") == true)
        try TextFile.write("# keys\r\na-good-key\r\n", to: path)
        #expect(try settings.apiKeys().isRequired)
        try TextFile.write("a-good-key\nbad key here\n", to: path)
        let faulty = #expect(throws: ConfigurationError.self) { try settings.apiKeys() }
        #expect(faulty?.description.contains("line 2") == true)
        #expect(faulty?.description.contains("bad key here") == false)
    }
}
