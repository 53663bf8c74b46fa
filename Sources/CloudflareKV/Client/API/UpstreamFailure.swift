import KeyValueStore

/// Why the API did not do what a request asked.
enum UpstreamFailure: Error, Hashable, Sendable {
    /// Refused because of the request rate; nothing happened. Seconds that the API asks to wait.
    case throttled(retryAfterSeconds: Int?)
    /// Refused because of these keys, as for a second write within a second; nothing happened.
    case keysThrottled
    /// The caller gave up. This says nothing about the API.
    case cancelled(mayHaveHappened: Bool)
    /// The day's allowance is used up; nothing happened.
    case quotaExhausted
    /// The API is unreachable or in trouble; worth another try.
    case transient(reason: String, mayHaveHappened: Bool)
    /// The API answered, in whole and in good order, but what it says cannot be read; one bad entry may be the cause.
    case unreadable
    /// An operator must act: credentials, account, namespace.
    case refused(reason: String)
    /// The API does not take this content, and will not take it the next time.
    case notAccepted(reason: String)
    /// Request or answer are larger than allowed; smaller ones may pass.
    case tooLarge

    /// Whether the same request may succeed later.
    var isWorthRetrying: Bool {
        switch self {
        case .throttled, .keysThrottled, .transient, .unreadable: true
        case .quotaExhausted, .refused, .notAccepted, .tooLarge, .cancelled: false
        }
    }

    /// Whether a write may have happened all the same.
    var mayHaveHappened: Bool {
        switch self {
        case .transient(_, let mayHaveHappened), .cancelled(let mayHaveHappened): mayHaveHappened
        case .unreadable: true
        case .throttled, .keysThrottled, .quotaExhausted, .refused, .notAccepted, .tooLarge: false
        }
    }

    /// What a caller gets when there are no more tries.
    func error(isWrite: Bool) -> KVError {
        switch self {
        case .throttled(let seconds):
            .unavailable(reason: "the API's rate limit is reached", retryAfter: seconds.map { .seconds($0) })
        case .keysThrottled:
            .unavailable(
                reason: "the API takes no more requests for this key for now",
                retryAfter: .seconds(1)
            )
        case .quotaExhausted:
            .unavailable(reason: "the account's daily allowance is used up", retryAfter: .seconds(3600))
        case .transient(let reason, let mayHaveHappened):
            isWrite && mayHaveHappened
                ? .outcomeUnknown(reason: reason) : .unavailable(reason: reason, retryAfter: .seconds(1))
        case .cancelled(let mayHaveHappened):
            Self.transient(reason: "the request was cancelled", mayHaveHappened: mayHaveHappened)
                .error(isWrite: isWrite)
        case .unreadable: Self.malformed.error(isWrite: isWrite)
        case .refused(let reason), .notAccepted(let reason): .rejected(reason: reason)
        case .tooLarge: .rejected(reason: "the request or its answer is too large for the API")
        }
    }
}

extension UpstreamFailure {
    /// The table of statuses and codes.
    ///
    /// A code decides before the status, because the same status stands for very different troubles. The texts that the
    /// API sends are not passed on: they may quote keys.
    init(status: Int, code: Int?, rate: RateFeedback = RateFeedback()) {
        switch (code.flatMap { KVAPICode(rawValue: $0) }, status) {
        case (.dailyQuotaExhausted, _): self = .quotaExhausted
        case (.throttled, _): self = .throttled(retryAfterSeconds: rate.retryAfterSeconds)
        case (_, 429):
            self = rate.isThrottled ? .throttled(retryAfterSeconds: rate.retryAfterSeconds) : .keysThrottled
        case (.namespaceNotFound, _): self = .refused(reason: "the namespace does not exist")
        case (.malformedNamespace, _): self = .refused(reason: "the namespace id is malformed")
        case (.malformedIdentifier, _), (.noRoute, _): self = .refused(reason: "the account id is not valid")
        case (.missingAuthentication, _), (.authenticationFailed, _), (_, 401):
            self = .refused(reason: "the API token is not accepted")
        case (.notPermitted, _), (_, 403): self = .refused(reason: "the API token lacks the permission")
        case (_, 413), (_, 414): self = .tooLarge
        case (_, 408), (_, 500...599):
            self = .transient(reason: "the API answered \(status)", mayHaveHappened: true)
        case (_, 200...299): self = .malformed
        case (_, 300...399): self = .refused(reason: "the API redirects elsewhere")
        default:
            let suffix = code.map { ", code \($0)" } ?? ""
            self = .notAccepted(reason: "the API answered \(status)\(suffix)")
        }
    }
}
