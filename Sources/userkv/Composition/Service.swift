import CloudflareKV
import HTTPServer
import KeyValueStore
import Logging
import NIOCore
import UserAPI
import Users

/// The running service: a store, a cache in front of it, the interface over both, a server in front of all.
struct Service: Sendable {
    private static let nanosecondsPerMillisecond: Int64 = 1_000_000

    let settings: ServiceSettings
    let server: ListeningServer
    private let store: OpenStore
    private let context: UserAPIContext
    private let loops: ServerLoops
    private let logger: Logger

    /// Makes the parts, connects them, and begins to serve.
    static func start(_ settings: ServiceSettings, log: CommandLog) async throws -> Service {
        let logger = log.logger
        let keys = try settings.apiKeys()
        let clock = SystemClock()
        let store = try await OpenStore.open(settings, clock: clock, logger: logger)
        let cache = CachedKVStore(
            store.store,
            settings: cacheSettings(settings),
            clock: clock,
            attachment: CachedFields.make
        )
        let context = UserAPIContext(
            cache: cache,
            rules: UserRules(
                emailValidation: settings.emailValidation,
                documentBytesMaximum: settings.contentBytes
            ),
            settings: UserAPISettings(
                contentBytesMaximum: settings.contentBytes,
                requiresPreconditions: settings.requiresPreconditions
            ),
            clock: clock,
            logger: logger
        )
        let served =
            UserRoutes(context: context).routes + BatchRoutes(context: context).routes
            + HealthRoutes(context: context).routes
            + MetricsRoute(context: context, version: BuildInformation.version).routes
        let routes =
            served + DocumentationRoutes(describing: served, version: BuildInformation.version).routes
        let users = try UserAPIApplication(
            context: context,
            keys: keys,
            origins: settings.origins,
            routes: routes
        )
        let application = try kvAPI(settings, store, cache, users, clock, context.metrics) ?? users
        do {
            let loops = try ServerLoops(count: settings.threads ?? System.coreCount)
            return Service(
                settings: settings,
                server: try await listen(settings, application, loops, context.metrics, log.requests),
                store: store,
                context: context,
                loops: loops,
                logger: logger
            )
        } catch {
            await store.close()
            throw ServiceError.cannotListen(host: settings.host, port: settings.port, reason: "\(error)")
        }
    }

    private static func listen(
        _ settings: ServiceSettings,
        _ application: any HTTPApplication,
        _ loops: ServerLoops,
        _ metrics: ServerMetrics,
        _ requestLog: (any RequestLog)?
    ) async throws -> ListeningServer {
        do {
            return try await ListeningServer.start(
                host: settings.host,
                port: settings.port,
                limits: limits(settings),
                application: application,
                loops: loops,
                metrics: metrics,
                requestLog: requestLog
            )
        } catch {
            await loops.stop()
            throw error
        }
    }

    /// Lets answers under way go out, closes the connections, then the store.
    func stop() async {
        context.beginDraining()
        let rest = await server.drain(timeout: .milliseconds(settings.shutdownTimeoutMilliseconds))
        if rest > 0 { logger.warning("connections cut off", metadata: ["count": "\(rest)"]) }
        await store.close()
        await loops.stop()
    }

    /// Where the service answers.
    var baseURL: String {
        "http://\(ServiceAddress.authority(settings.host, server.address.port ?? settings.port))"
    }

    /// Where this machine reaches the service.
    var localURL: String {
        let host = ServiceAddress.local(settings.host)
        return "http://\(ServiceAddress.authority(host, server.address.port ?? settings.port))"
    }

    /// The application with the KV API in front of it; nil where that is not served.
    private static func kvAPI(
        _ settings: ServiceSettings,
        _ store: OpenStore,
        _ cache: CachedKVStore,
        _ users: UserAPIApplication,
        _ clock: any KVClock,
        _ metrics: ServerMetrics
    ) throws(ConfigurationError) -> (any HTTPApplication)? {
        guard let api = settings.kvAPI else { return nil }
        guard let (catalog, usersID) = store.catalog else {
            throw ServiceSettings.kvAPINeedsLocalBackend
        }
        let shared = SharedNamespaceCatalog(catalog, usersID: usersID, users: cache)
        let service = KVAPIService(account: api.account, catalog: shared, clock: clock)
        let responder: any KVAPIResponding =
            api.simulation.map { KVAPISimulator(service: service, settings: $0) } ?? service
        return KVAPIMount(
            responder: responder,
            otherwise: users,
            routeNumber: metrics.number(ofRoute: KVAPIMount.route)
        )
    }

    private static func cacheSettings(_ settings: ServiceSettings) -> CacheSettings {
        CacheSettings(
            capacityBytes: settings.cacheBytes,
            entryCountMaximum: settings.cacheEntries ?? Int(UInt32.max) - 1,
            timeToLiveNanoseconds: settings.cacheTimeToLiveMilliseconds * nanosecondsPerMillisecond,
            negativeTimeToLiveNanoseconds: settings.cacheNegativeTimeToLiveMilliseconds
                * nanosecondsPerMillisecond,
            staleLimitNanoseconds: settings.staleLimitMilliseconds * nanosecondsPerMillisecond
        )
    }

    private static func limits(_ settings: ServiceSettings) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.contentTimeout = .milliseconds(settings.requestTimeoutMilliseconds)
        limits.idleTimeout = .milliseconds(settings.idleTimeoutMilliseconds)
        return limits
    }
}

/// Why the service cannot start.
enum ServiceError: Error, Hashable, CustomStringConvertible {
    case cannotListen(host: String, port: Int, reason: String)

    var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        }
    }
}
