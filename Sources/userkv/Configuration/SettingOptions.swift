import ArgumentParser

/// The flags of the settings, all optional texts, so that the environment and files can fill in what is not given.
struct SettingOptions: ParsableArguments {
    @Option(help: "Address to listen on. [HOST, default 127.0.0.1]")
    var host: String?
    @Option(
        name: [.long, .customShort("p")],
        help: "Port to listen on; 0 picks a free one. [PORT, default 8787]"
    )
    var port: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical. [LOG_LEVEL, default info]")
    var logLevel: String?
    @Option(help: "json or text. [LOG_FORMAT, default text on a terminal, else json]")
    var logFormat: String?
    @Option(help: "on logs each request when it has ended. [USERKV_ACCESS_LOG, default off]")
    var accessLog: String?
    @Option(help: "sqlite, cloudflare or memory. [USERKV_BACKEND, default sqlite]")
    var backend: String?
    @Option(help: "The database file. [USERKV_SQLITE_PATH, default ./userkv.sqlite]")
    var sqlitePath: String?
    @Option(help: "Memory for the cache; 0 turns it off. [USERKV_CACHE_MAX_BYTES, default 64MiB]")
    var cacheMaxBytes: String?
    @Option(help: "A further bound on the cache, in entries. [USERKV_CACHE_MAX_ENTRIES]")
    var cacheMaxEntries: String?
    @Option(help: "How long a cached user answers for the store. [USERKV_CACHE_TTL, default 60s]")
    var cacheTtl: String?
    @Option(help: "The same for a user that does not exist. [USERKV_CACHE_NEGATIVE_TTL, default 5s]")
    var cacheNegativeTtl: String?
    @Option(help: "Event loops. [USERKV_THREADS, default one for each processor]")
    var threads: String?
    @Option(help: "Longest content of a request about one user. [USERKV_MAX_BODY_BYTES, default 1MiB]")
    var maxBodyBytes: String?
    @Option(help: "Longest wait for the content of a request. [USERKV_REQUEST_TIMEOUT, default 30s]")
    var requestTimeout: String?
    @Option(help: "Longest wait for the next request on a connection. [USERKV_IDLE_TIMEOUT, default 60s]")
    var idleTimeout: String?
    @Option(help: "Longest wait for answers under way at shutdown. [USERKV_SHUTDOWN_TIMEOUT, default 8s]")
    var shutdownTimeout: String?
    @Option(help: "off lets anybody call, also on other than loopback addresses. [USERKV_AUTH, default on]")
    var auth: String?
    @Option(help: "File with API keys, one a line. [USERKV_API_KEYS_FILE]")
    var apiKeysFile: String?
    @Option(help: "html, lenient or off. [USERKV_EMAIL_VALIDATION, default html]")
    var emailValidation: String?
    @Option(help: "Origins whose pages may read answers, separated by commas. [USERKV_CORS_ORIGINS]")
    var corsOrigins: String?
    @Option(help: "on refuses changes without a precondition. [USERKV_REQUIRE_IF_MATCH, default off]")
    var requireIfMatch: String?
    @Option(help: "Cloudflare account. [CLOUDFLARE_ACCOUNT_ID]")
    var accountId: String?
    @Option(help: "File that holds the Cloudflare API token. [CLOUDFLARE_API_TOKEN holds the token itself]")
    var tokenFile: String?
    @Option(help: "Base of the Cloudflare API. [CLOUDFLARE_API_BASE_URL]")
    var apiBaseUrl: String?
    @Option(
        name: [.customLong("env"), .customShort("e")],
        help: "Environment in wrangler.toml. [CLOUDFLARE_ENV]"
    )
    var environment: String?
    @Option(help: "KV namespace. [USERKV_NAMESPACE_ID, default from wrangler.toml]")
    var namespaceId: String?
    @Option(help: "KV binding in wrangler.toml. [USERKV_BINDING, default USER_DATA]")
    var binding: String?
    @Option(help: "Path of wrangler.toml, by default searched upwards. [USERKV_WRANGLER_CONFIG]")
    var wranglerConfig: String?
    @Option(help: "How long Cloudflare KV may show replaced values. [USERKV_STALENESS_WINDOW, default 60s]")
    var stalenessWindow: String?
    @Option(
        help: "How long stale users answer while the store cannot. [USERKV_CACHE_STALE_LIMIT, default 5m]"
    )
    var cacheStaleLimit: String?
    @Option(help: "off sends each call to Cloudflare KV on its own. [USERKV_COALESCING, default on]")
    var coalescing: String?
    @Flag(help: "Serve the Cloudflare KV REST API too; needs USERKV_KV_API_TOKEN. [USERKV_KV_API=on]")
    var kvApi = false
    @Option(help: "Account id of the served KV API. [USERKV_KV_API_ACCOUNT_ID, default 31 zeros and a 1]")
    var kvApiAccountId: String?
    @Flag(help: "Make the served KV API behave like the real thing. [USERKV_SIMULATE=on]")
    var simulate = false
    @Option(help: "What the simulation does, as key=value,... [USERKV_SIMULATION]")
    var simulation: String?
    @Option(
        help:
            "File of variables that the environment lacks; of several, later ones win."
    )
    var envFile: [String] = []

    /// The texts given, by setting.
    var texts: [SettingName: String] {
        let given: [(SettingName, String?)] = [
            (.host, host), (.port, port), (.logLevel, logLevel), (.logFormat, logFormat),
            (.accessLog, accessLog), (.backend, backend),
            (.sqlitePath, sqlitePath), (.cacheMaxBytes, cacheMaxBytes), (.cacheMaxEntries, cacheMaxEntries),
            (.cacheTimeToLive, cacheTtl), (.cacheNegativeTimeToLive, cacheNegativeTtl), (.threads, threads),
            (.maxBodyBytes, maxBodyBytes), (.requestTimeout, requestTimeout), (.idleTimeout, idleTimeout),
            (.shutdownTimeout, shutdownTimeout), (.auth, auth), (.apiKeysFile, apiKeysFile),
            (.emailValidation, emailValidation), (.corsOrigins, corsOrigins),
            (.requireIfMatch, requireIfMatch), (.accountID, accountId),
            (.apiBaseURL, apiBaseUrl), (.environment, environment), (.namespaceID, namespaceId),
            (.binding, binding), (.wranglerConfig, wranglerConfig), (.stalenessWindow, stalenessWindow),
            (.staleLimit, cacheStaleLimit), (.coalescing, coalescing), (.kvAPI, kvApi ? "on" : nil),
            (.kvAPIAccountID, kvApiAccountId), (.simulate, simulate ? "on" : nil), (.simulation, simulation),
        ]
        return Dictionary(uniqueKeysWithValues: given.compactMap { name, text in text.map { (name, $0) } })
    }
}
