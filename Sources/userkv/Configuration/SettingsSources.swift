import WranglerConfiguration

/// Gathers what flags, the environment and files say about the settings.
enum SettingsSources {
    /// What a command works on.
    enum Use {
        /// The real thing: `id` of the binding.
        case serving
        /// Local work: `preview_id`, and the variables of `.dev.vars` or `.env`.
        case development
    }

    static func resolver(
        _ options: SettingOptions,
        use: Use = .serving,
        environment: [String: String] = Environment.variables()
    ) throws(ConfigurationError) -> SettingsResolver {
        let first = SettingsResolver(flags: options.texts, environment: environment)
        var files: [SettingsResolver.File] = []
        if let variables = try dotenv(options, use, first, environment) { files.append(variables) }
        let second = SettingsResolver(flags: options.texts, environment: environment, files: files)
        if let wrangler = try wrangler(second, use) { files.append(wrangler) }
        return SettingsResolver(flags: options.texts, environment: environment, files: files)
    }

    private static func dotenv(
        _ options: SettingOptions,
        _ use: Use,
        _ resolver: SettingsResolver,
        _ environment: [String: String]
    ) throws(ConfigurationError) -> SettingsResolver.File? {
        if use == .serving && options.envFile == nil { return nil }
        do throws(DotenvError) {
            let file = try DotenvFile.load(
                folder: ".",
                environment: resolver.value(.environment)?.text,
                named: options.envFile.map { [$0] } ?? [],
                variables: environment
            )
            let path = file.entries.values.first?.file ?? ".dev.vars"
            return SettingsResolver.File(path: path, variables: file.variables)
        } catch {
            throw ConfigurationError(subject: "file of variables", reason: "\(error)")
        }
    }

    /// What `wrangler.toml` says: `[vars]`, the account, and the id behind the binding.
    ///
    /// A file that was named has to be good; one that was found by searching matters only where its ids are used, which
    /// is with the backend that is Cloudflare KV.
    private static func wrangler(
        _ resolver: SettingsResolver,
        _ use: Use
    ) throws(ConfigurationError) -> SettingsResolver.File? {
        let usesIDs = resolver.value(.backend)?.text.lowercased() == "cloudflare"
        do throws(WranglerError) {
            return try wranglerFile(resolver, use, usesIDs: usesIDs)
        } catch {
            if resolver.value(.wranglerConfig) == nil && !usesIDs { return nil }
            throw ConfigurationError(subject: "wrangler configuration", reason: "\(error)")
        }
    }

    private static func wranglerFile(
        _ resolver: SettingsResolver,
        _ use: Use,
        usesIDs: Bool
    ) throws(WranglerError) -> SettingsResolver.File? {
        let settings = try WranglerFile.load(
            path: resolver.value(.wranglerConfig)?.text,
            environment: resolver.value(.environment)?.text
        )
        guard let settings else { return nil }
        var file = SettingsResolver.File(path: settings.file, variables: settings.variables)
        let allowsAny = resolver.value(.apiBaseURL)?.origin != .standard
        let needsID = usesIDs && resolver.value(.namespaceID) == nil
        let needsAccount = usesIDs && resolver.value(.accountID) == nil
        if let account = needsAccount
            ? try settings.accountIdentifier(allowsAnyIdentifier: allowsAny) : settings.accountID
        {
            file.values[.accountID] = ("account_id", account)
        }
        let binding = resolver.value(.binding)?.text ?? "USER_DATA"
        if needsID {
            let namespace = try settings.namespace(binding: binding)
            let id = try namespace.identifier(
                for: use == .development ? .development : .serving,
                allowsAnyIdentifier: allowsAny
            )
            file.values[.namespaceID] = ("\(namespace.path)", id)
        } else if let namespace = try? settings.namespace(binding: binding),
            let id = use == .development ? namespace.previewID ?? namespace.id : namespace.id
        {
            file.values[.namespaceID] = (namespace.path, id)
        }
        return file
    }
}
