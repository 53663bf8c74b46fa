import CloudflareKV
import WranglerConfiguration

/// Gathers what flags, the environment and files say about the settings.
struct SettingsSources {
    /// What a command works on.
    enum Use {
        /// The real thing: `id` of the binding.
        case serving
        /// Local work: `preview_id`, and the variables of `.dev.vars` or `.env`.
        case development
    }

    /// What decides who may call and where secrets and users go.
    ///
    /// A file that nobody named and that lies above the working folder may be anybody's, so it does not get to say.
    private static let kept: [SettingName] = [
        .host, .auth, .apiKeysFile, .apiBaseURL, .apiToken, .kvAPIToken,
    ]

    private let options: SettingOptions
    private let use: Use
    private let environment: [String: String]
    private var files: [SettingsResolver.File] = []
    private var warnings: [String] = []

    static func resolver(
        _ options: SettingOptions,
        use: Use = .serving,
        environment: [String: String] = Environment.variables()
    ) throws(ConfigurationError) -> SettingsResolver {
        var sources = SettingsSources(options: options, use: use, environment: environment)
        try sources.addVariables()
        try sources.addWrangler()
        return sources.resolver
    }

    private init(options: SettingOptions, use: Use, environment: [String: String]) {
        self.options = options
        self.use = use
        self.environment = environment
    }

    /// What is known so far.
    private var resolver: SettingsResolver {
        SettingsResolver(flags: options.texts, environment: environment, files: files, warnings: warnings)
    }

    /// Adds the files that `--env-file` names, or for local work those beside the wrangler configuration.
    private mutating func addVariables() throws(ConfigurationError) {
        if use == .serving && options.envFile.isEmpty { return }
        let named = resolver.value(.wranglerConfig)?.text
        let found = named == nil ? WranglerFile.find(from: ".") : nil
        let loaded: DotenvFile
        do throws(DotenvError) {
            loaded = try DotenvFile.load(
                folder: (named ?? found).map(WranglerFile.folder) ?? ".",
                environment: resolver.value(.environment)?.text,
                named: options.envFile,
                variables: environment
            )
        } catch {
            throw ConfigurationError(subject: "file of variables", reason: "\(error)")
        }
        var file = SettingsResolver.File()
        for name in SettingName.allCases {
            guard let entry = loaded.entries[name.variable] else { continue }
            file.set(name, to: entry.value, path: entry.file, key: name.variable)
        }
        add(file, foundAt: options.envFile.isEmpty ? found : nil)
    }

    /// Adds what `wrangler.toml` says: `[vars]`, the account, and the id behind the binding.
    private mutating func addWrangler() throws(ConfigurationError) {
        let named = resolver.value(.wranglerConfig)?.text
        guard let path = named ?? WranglerFile.find(from: ".") else { return }
        do throws(WranglerError) {
            // Of a file that nobody named, ids matter only where they are used.
            guard var settings = try load(path, needsIdentifiers: named != nil) else { return }
            if named == nil, usesIdentifiers(settings) {
                guard let strict = try load(path, needsIdentifiers: true) else { return }
                settings = strict
            }
            warnings += settings.warnings
            add(try file(settings), foundAt: named == nil ? path : nil)
        } catch {
            if case .unsupportedFormat = error, named == nil, isUnneeded {
                warnings.append("\(error); it is not read")
                return
            }
            throw ConfigurationError(subject: "wrangler configuration", reason: "\(error)")
        }
    }

    private func load(
        _ path: String,
        needsIdentifiers: Bool
    ) throws(WranglerError) -> WranglerSettings? {
        try WranglerFile.load(
            path: path,
            environment: resolver.value(.environment)?.text,
            needsIdentifiers: needsIdentifiers
        )
    }

    /// Whether nothing that was said so far needs a wrangler configuration.
    private var isUnneeded: Bool {
        resolver.value(.backend)?.text.lowercased() != ServiceSettings.Backend.cloudflare.rawValue
            && resolver.value(.environment)?.text.isEmpty ?? true
    }

    /// Whether the ids are used, which is with the backend that is Cloudflare KV; the file itself may choose it.
    private func usesIdentifiers(_ settings: WranglerSettings) -> Bool {
        let file = SettingsResolver.File(path: settings.file, variables: settings.variables)
        let known = SettingsResolver(flags: options.texts, environment: environment, files: files + [file])
        return known.value(.backend)?.text.lowercased() == ServiceSettings.Backend.cloudflare.rawValue
    }

    private func file(_ settings: WranglerSettings) throws(WranglerError) -> SettingsResolver.File {
        var file = SettingsResolver.File(path: settings.file, variables: settings.variables)
        let isUsed = usesIdentifiers(settings)
        let base = resolver.value(.apiBaseURL).flatMap { KVAPIAddress($0.text) }
        let allowsAny = !(base?.isCloudflare ?? true)
        let account =
            isUsed && resolver.value(.accountID) == nil
            ? try settings.accountIdentifier(allowsAnyIdentifier: allowsAny) : settings.accountID
        if let account { file.set(.accountID, to: account, path: settings.file, key: "account_id") }
        let binding = resolver.value(.binding)?.text ?? OpenStore.namespaceTitle
        if isUsed && resolver.value(.namespaceID) == nil {
            let namespace = try settings.namespace(binding: binding)
            let id = try namespace.identifier(
                for: use == .development ? .development : .serving,
                allowsAnyIdentifier: allowsAny
            )
            file.set(.namespaceID, to: id, path: settings.file, key: namespace.path)
        } else if let namespace = try? settings.namespace(binding: binding),
            let id = use == .development ? namespace.previewID ?? namespace.id : namespace.id
        {
            file.set(.namespaceID, to: id, path: settings.file, key: namespace.path)
        }
        return file
    }

    /// Adds a file after those that win over it.
    ///
    /// - Parameter path: the wrangler configuration where the file was found by searching; nil where it was named.
    private mutating func add(_ file: SettingsResolver.File, foundAt path: String?) {
        var file = file
        if let path, WranglerFile.isAbove(path) {
            let left = file.remove(Self.kept).map(\.variable)
            if !left.isEmpty {
                warnings.append(
                    "\(left.joined(separator: ", ")) not taken from the folder of \(path), which lies above the working "
                        + "folder; name the file with \(SettingName.wranglerConfig.flag ?? "") to take everything"
                )
            }
        }
        files.append(file)
    }
}
