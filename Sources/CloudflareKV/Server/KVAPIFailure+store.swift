import KeyValueStore

/// The one table from a store's errors to the API's.
extension KVAPIFailure {
    /// - Parameter place: what of the request the error is about, such as an item of a bulk request.
    init(_ error: KVError, _ operation: KVAPIOperation, place: String = "") {
        let text = operation.message(place + error.description)
        switch error {
        // Cloudflare publishes no codes for these; statuses and texts are its runtime's.
        case .invalidKey(.tooLong): self.init(.invalidRequest, status: 414, text)
        case .invalidKey, .invalidListLimit, .invalidCursor: self.init(.invalidRequest, text)
        case .valueTooLarge, .metadataTooLarge: self.init(.invalidRequest, status: 413, text)
        case .invalidExpiration: self.init(.invalidExpiration, text)
        case .overloaded(let retryAfter):
            self = .throttled(
                operation.message("Too Many Requests"),
                retryAfterSeconds: Self.wholeSeconds(retryAfter)
            )
        case .unavailable(_, let retryAfter):
            self.init(status: 503, code: ServerCode.unavailable, operation.message("service unavailable"))
            retryAfterSeconds = retryAfter.map(Self.wholeSeconds)
        case .closed:
            self.init(status: 503, code: ServerCode.unavailable, operation.message("service unavailable"))
        case .timedOut:
            self.init(status: 504, code: ServerCode.internalError, operation.message("timed out"))
        // What exactly went wrong is for operators; clients learn only that it did.
        case .outcomeUnknown, .rejected, .corrupt:
            self.init(status: 500, code: ServerCode.internalError, operation.message("internal error"))
        }
    }

    init(_ error: KVNamespaceError, _ operation: KVAPIOperation) {
        switch error {
        case .titleTaken: self.init(.titleTaken, operation.message(KVAPICode.titleTaken.message))
        case .notFound: self = .namespaceNotFound(operation)
        case .store(.rejected(let reason)) where KVNamespaceRefusal(rawValue: reason) != nil:
            self = .invalid(operation, reason)
        case .store(let error): self.init(error, operation)
        }
    }

    /// Rounded up, because a client that comes too early is refused again; at least one second.
    static func wholeSeconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return max(1, seconds + (attoseconds > 0 ? 1 : 0))
    }
}
