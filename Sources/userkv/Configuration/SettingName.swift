/// Every setting: its environment variable, its flag, its default and what it means; the one table that the resolver, the
/// help and `config show` read.
enum SettingName: String, CaseIterable, Sendable {
    case host = "HOST"
    case port = "PORT"
    case logLevel = "LOG_LEVEL"
    case logFormat = "LOG_FORMAT"
    case accessLog = "USERKV_ACCESS_LOG"
    case backend = "USERKV_BACKEND"
    case sqlitePath = "USERKV_SQLITE_PATH"
    case cacheMaxBytes = "USERKV_CACHE_MAX_BYTES"
    case cacheMaxEntries = "USERKV_CACHE_MAX_ENTRIES"
    case cacheTimeToLive = "USERKV_CACHE_TTL"
    case cacheNegativeTimeToLive = "USERKV_CACHE_NEGATIVE_TTL"
    case threads = "USERKV_THREADS"
    case maxBodyBytes = "USERKV_MAX_BODY_BYTES"
    case requestTimeout = "USERKV_REQUEST_TIMEOUT"
    case idleTimeout = "USERKV_IDLE_TIMEOUT"
    case shutdownTimeout = "USERKV_SHUTDOWN_TIMEOUT"
    case auth = "USERKV_AUTH"
    case apiKeysFile = "USERKV_API_KEYS_FILE"
    case emailValidation = "USERKV_EMAIL_VALIDATION"
    case corsOrigins = "USERKV_CORS_ORIGINS"
    case requireIfMatch = "USERKV_REQUIRE_IF_MATCH"
    case accountID = "CLOUDFLARE_ACCOUNT_ID"
    case apiToken = "CLOUDFLARE_API_TOKEN"
    case apiBaseURL = "CLOUDFLARE_API_BASE_URL"
    case environment = "CLOUDFLARE_ENV"
    case namespaceID = "USERKV_NAMESPACE_ID"
    case binding = "USERKV_BINDING"
    case wranglerConfig = "USERKV_WRANGLER_CONFIG"
    case stalenessWindow = "USERKV_STALENESS_WINDOW"
    case staleLimit = "USERKV_CACHE_STALE_LIMIT"
    case coalescing = "USERKV_COALESCING"
    case kvAPI = "USERKV_KV_API"
    case kvAPIToken = "USERKV_KV_API_TOKEN"
    case kvAPIAccountID = "USERKV_KV_API_ACCOUNT_ID"
    case simulate = "USERKV_SIMULATE"
    case simulation = "USERKV_SIMULATION"

    /// The environment variable.
    var variable: String { rawValue }

    /// The flag that wins over the variable; nil for a secret, which must not be seen in a list of processes.
    var flag: String? {
        switch self {
        case .apiToken, .kvAPIToken: nil
        case .environment: "--env"
        default:
            "--"
                + rawValue.lowercased()
                .replacingPrefix("userkv_", with: "").replacingPrefix("cloudflare_", with: "")
                .map { $0 == "_" ? "-" : String($0) }.joined()
        }
    }

    /// The value where nobody says anything, as text; nil for none.
    var defaultText: String? {
        switch self {
        case .host: "127.0.0.1"
        case .port: "8787"
        case .logLevel: "info"
        case .logFormat: nil
        case .accessLog: "off"
        case .backend: "sqlite"
        case .sqlitePath: "./userkv.sqlite"
        case .cacheMaxBytes: "64MiB"
        case .cacheMaxEntries: nil
        case .cacheTimeToLive: "60s"
        case .cacheNegativeTimeToLive: "5s"
        case .threads: nil
        case .maxBodyBytes: "1MiB"
        case .requestTimeout: "30s"
        case .idleTimeout: "60s"
        case .shutdownTimeout: "8s"
        case .auth: "on"
        case .apiKeysFile: nil
        case .emailValidation: "html"
        case .corsOrigins: nil
        case .requireIfMatch: "off"
        case .apiBaseURL: "https://api.cloudflare.com/client/v4"
        case .binding: "USER_DATA"
        case .stalenessWindow: "60s"
        case .staleLimit: "5m"
        case .coalescing: "on"
        case .kvAPI, .simulate: "off"
        case .kvAPIAccountID: "00000000000000000000000000000001"
        case .accountID, .apiToken, .environment, .namespaceID, .wranglerConfig, .kvAPIToken, .simulation: nil
        }
    }

    /// One line for people.
    var help: String {
        switch self {
        case .host: "address to listen on"
        case .port: "port to listen on; 0 picks a free one"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        case .logFormat: "json or text; by default text on a terminal, else json"
        case .accessLog: "on logs each request when it has ended"
        case .backend: "sqlite, cloudflare or memory"
        case .sqlitePath: "the database file"
        case .cacheMaxBytes: "memory for the cache; 0 turns it off"
        case .cacheMaxEntries: "a further bound on the cache, in entries"
        case .cacheTimeToLive: "how long a cached user answers for the store"
        case .cacheNegativeTimeToLive: "the same for a user that does not exist"
        case .threads: "event loops; by default one for each processor"
        case .maxBodyBytes: "longest content of a request about one user"
        case .requestTimeout: "longest wait for the content of a request"
        case .idleTimeout: "longest wait for the next request on a connection"
        case .shutdownTimeout: "longest wait for answers under way at shutdown"
        case .auth: "off lets anybody call also on other than loopback addresses"
        case .apiKeysFile: "file with API keys, one a line"
        case .emailValidation: "html, lenient or off"
        case .corsOrigins: "origins whose pages may read answers, separated by commas"
        case .requireIfMatch: "on refuses changes without If-Match or If-None-Match"
        case .accountID: "Cloudflare account"
        case .apiToken: "Cloudflare API token; a secret, never a flag"
        case .apiBaseURL: "base of the Cloudflare API"
        case .environment: "environment in wrangler.toml"
        case .namespaceID: "KV namespace; by default read from wrangler.toml"
        case .binding: "KV binding in wrangler.toml"
        case .wranglerConfig: "path of wrangler.toml; by default searched upwards"
        case .stalenessWindow: "how long Cloudflare KV may go on showing what a write replaced"
        case .staleLimit: "how long past its freshness a cached user answers while the store cannot"
        case .coalescing: "off sends each call to Cloudflare KV as a request of its own, for comparison"
        case .kvAPI: "on serves the Cloudflare KV REST API too, under /client/v4"
        case .kvAPIToken: "bearer token of the served KV API; a secret, never a flag"
        case .kvAPIAccountID: "account id of the served KV API, 32 hexadecimal digits"
        case .simulate: "on makes the served KV API behave like the real thing, delays and limits included"
        case .simulation: "what the simulation does, as key=value,..."
        }
    }

    /// Whether the value must not be shown.
    var isSecret: Bool { self == .apiToken || self == .kvAPIToken }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
