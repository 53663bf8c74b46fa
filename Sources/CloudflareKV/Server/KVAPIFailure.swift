/// Why the API refuses a request: an HTTP status, Cloudflare's error code and a text for people.
struct KVAPIFailure: Error, Hashable, Sendable {
    var status: Int
    /// The number in the envelope: one of `KVAPICode`, or one of the few in `ServerCode`.
    var code: Int
    var message: String
    /// The methods that the path has, for `Allow` (RFC 9110 section 15.5.6).
    var allowedMethods: [String] = []
    /// Whole seconds for `Retry-After`, or nil for none.
    var retryAfterSeconds: Int64?

    /// Numbers that no client looks at; Cloudflare publishes none for these conditions.
    enum ServerCode {
        static let unavailable = 7010
        static let internalError = 10002
        static let limitExceeded = 10022
    }

    /// - Parameter status: what to use instead of the code's own status.
    init(_ code: KVAPICode, status: Int? = nil, _ message: String) {
        self.init(status: status ?? code.status, code: code.rawValue, message)
    }

    init(status: Int, code: Int, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }
}

extension KVAPIFailure {
    static let noRoute = KVAPIFailure(.noRoute, KVAPICode.noRoute.message)
    static let malformedEscape = KVAPIFailure(.malformedIdentifier, "The path has a malformed percent-escape")
    static let missingCredentials = KVAPIFailure(
        .missingAuthentication,
        "Missing or malformed Authorization header, expected \"Bearer <token>\""
    )
    static let authentication = KVAPIFailure(.authenticationFailed, KVAPICode.authenticationFailed.message)

    /// The most of a path that is quoted, in bytes.
    private static let quotedPathBytesMaximum = 256

    static func malformedIdentifier(path: String) -> KVAPIFailure {
        let quoted = String(decoding: path.utf8.prefix(quotedPathBytesMaximum), as: UTF8.self)
        return KVAPIFailure(
            .malformedIdentifier,
            "Could not route to \(quoted), perhaps your object identifier is invalid?"
        )
    }

    static func malformedNamespaceID(_ operation: KVAPIOperation) -> KVAPIFailure {
        KVAPIFailure(.malformedNamespace, operation.message(KVAPICode.malformedNamespace.message))
    }

    static func methodNotAllowed(allowed: [String]) -> KVAPIFailure {
        var failure = KVAPIFailure(.methodNotAllowed, KVAPICode.methodNotAllowed.message)
        failure.allowedMethods = allowed
        return failure
    }

    static func namespaceNotFound(_ operation: KVAPIOperation) -> KVAPIFailure {
        KVAPIFailure(.namespaceNotFound, operation.message(KVAPICode.namespaceNotFound.message))
    }

    static func keyNotFound(_ operation: KVAPIOperation) -> KVAPIFailure {
        KVAPIFailure(.keyNotFound, operation.message(KVAPICode.keyNotFound.message))
    }

    /// A parameter or part of the request that breaks a rule.
    static func invalid(_ operation: KVAPIOperation, _ text: String) -> KVAPIFailure {
        KVAPIFailure(.invalidRequest, operation.message(text))
    }

    /// A body that is not what the operation expects.
    static func malformedBody(_ operation: KVAPIOperation, _ text: String) -> KVAPIFailure {
        KVAPIFailure(.malformedBody, operation.message(text))
    }

    /// Too much in too short a time; clients wait and come again.
    static func throttled(_ text: String, retryAfterSeconds: Int64) -> KVAPIFailure {
        var failure = KVAPIFailure(.throttled, text)
        failure.retryAfterSeconds = retryAfterSeconds
        return failure
    }
}
