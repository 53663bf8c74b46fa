package import HTTPServer
package import KeyValueStore
package import Logging
import Synchronization
package import Users

/// What the routes work with.
package final class UserAPIContext: Sendable {
    package let operations: KVOperations
    /// The cache that `operations` goes through; asked directly for answers that need no suspension.
    package let cache: CachedKVStore
    package let settings: UserAPISettings
    package let logger: Logger
    /// What the server counts.
    package let metrics: ServerMetrics
    private let draining = Atomic<Bool>(false)

    package init(
        cache: CachedKVStore,
        rules: UserRules,
        settings: UserAPISettings,
        clock: any KVClock,
        logger: Logger,
        metrics: ServerMetrics = ServerMetrics()
    ) {
        self.cache = cache
        self.settings = settings
        self.logger = logger
        self.metrics = metrics
        operations = KVOperations(store: cache, clock: clock, rules: rules)
    }

    package var clock: any KVClock { operations.clock }

    /// Whether the server has begun to shut down.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Makes `/readyz` say that no more requests should be sent here.
    package func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// The answer for an error of an operation; what only operators may know goes to the log.
    ///
    /// - Parameters:
    ///   - fields: what the answer says besides what the error calls for.
    func response(
        _ error: UserError,
        requestID: RequestID,
        fields: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        var problem = Problem(error)
        problem.fields += fields
        if problem.code.status.code >= 500 { log("request failed", error, requestID: requestID) }
        return problem.response(requestID: requestID)
    }

    /// Tells operators what went wrong with an answer whose head has been sent.
    func logBrokenAnswer(_ error: UserError, requestID: RequestID) {
        log("answer broke off", error, requestID: requestID)
    }

    private func log(_ message: Logger.Message, _ error: UserError, requestID: RequestID) {
        logger.error(
            message,
            metadata: [
                "request-id": "\(requestID)", "code": "\(Problem(error).code.rawValue)", "reason": "\(error)",
            ]
        )
    }
}
