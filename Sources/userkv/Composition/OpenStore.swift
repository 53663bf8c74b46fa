import CloudflareKV
import HTTPClient
import KeyValueStore
import Logging
import SQLiteStore

/// The store behind the cache, opened, and how to close it.
struct OpenStore: Sendable {
    let store: any KVStore
    /// All namespaces of a local database, and which one is the users'; nil for a remote store.
    let catalog: (any KVNamespaceCatalog, usersID: String)?
    let close: @Sendable () async -> Void

    /// The namespace that users live in, by its title in a local database.
    static let namespaceTitle = "USER_DATA"

    /// What the in-memory store may take before it refuses writes: 1 GiB.
    private static let memoryBytesMaximum = 1 << 30

    /// Opens the store that the settings name.
    static func open(
        _ settings: ServiceSettings,
        clock: any KVClock,
        logger: Logger
    ) async throws -> OpenStore {
        switch settings.backend {
        case .memory:
            let catalog = InMemoryNamespaceCatalog(
                maximumBytesPerNamespace: memoryBytesMaximum,
                clock: clock
            )
            let namespace = try await catalog.createNamespace(title: namespaceTitle, id: nil)
            guard let (_, store) = try await catalog.namespace(id: namespace.id) else {
                throw KVNamespaceError.notFound
            }
            return OpenStore(store: store, catalog: (catalog, namespace.id), close: {})
        case .sqlite:
            let options = SQLiteOptions(
                reportFailure: { logger.warning("database: \($0)") },
                reportUpgrade: { logger.notice("database: \($0); millions of entries take minutes") }
            )
            let database = try SQLiteDatabase(path: settings.sqlitePath, options: options, clock: clock)
            let (namespace, store) = try await database.openNamespace(title: namespaceTitle)
            return OpenStore(
                store: store,
                catalog: (database, namespace.id),
                close: { await database.close() }
            )
        case .cloudflare:
            guard let cloudflare = settings.cloudflare else {
                throw ConfigurationError(subject: SettingName.backend.variable, reason: "has no settings")
            }
            let transport = try CurlTransport()
            let store = CloudflareKVStore(
                configuration: cloudflare.configuration,
                transport: transport,
                clock: clock
            )
            return OpenStore(
                store: store,
                catalog: nil,
                close: {
                    store.close()
                    await transport.close()
                }
            )
        }
    }
}
