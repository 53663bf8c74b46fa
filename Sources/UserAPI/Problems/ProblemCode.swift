package import HTTPServer

/// Every kind of problem that an answer can name, each with its one status; clients may rely on the codes.
package enum ProblemCode: String, CaseIterable, Sendable {
    case invalidRequest = "invalid-request"
    case invalidPath = "invalid-path"
    case invalidQuery = "invalid-query"
    case invalidCursor = "invalid-cursor"
    case invalidExpiration = "invalid-expiration"
    case invalidJSON = "invalid-json"
    case duplicateMember = "duplicate-member"
    case invalidUTF8 = "invalid-utf8"
    case tooDeep = "too-deep"
    case invalidPatch = "invalid-patch"
    case unauthorized = "unauthorized"
    case notFound = "not-found"
    case userNotFound = "user-not-found"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case requestTimeout = "request-timeout"
    case userExists = "user-exists"
    case patchConflict = "patch-conflict"
    case contended = "contended"
    case idempotencyInProgress = "idempotency-in-progress"
    case idempotencyKeyReused = "idempotency-key-reused"
    case preconditionFailed = "precondition-failed"
    case payloadTooLarge = "payload-too-large"
    case uriTooLong = "uri-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case expectationFailed = "expectation-failed"
    case wrongType = "wrong-type"
    case invalidUserID = "invalid-user-id"
    case invalidEmail = "invalid-email"
    case immutableField = "immutable-field"
    case unknownField = "unknown-field"
    case preconditionRequired = "precondition-required"
    case headersTooLarge = "headers-too-large"
    case internalError = "internal"
    case corruptUser = "corrupt-user"
    case notImplemented = "not-implemented"
    case backendRejected = "backend-rejected"
    case backendUnavailable = "backend-unavailable"
    case overloaded = "overloaded"
    case shuttingDown = "shutting-down"
    case backendTimeout = "backend-timeout"
    case outcomeUnknown = "outcome-unknown"
    case notCached = "not-cached"
    case versionNotSupported = "http-version-not-supported"

    /// The status of every answer with this code.
    package var status: HTTPStatus {
        switch self {
        case .invalidRequest, .invalidPath, .invalidQuery, .invalidCursor, .invalidExpiration, .invalidJSON,
            .duplicateMember, .invalidUTF8, .tooDeep, .invalidPatch:
            .badRequest
        case .unauthorized: .unauthorized
        case .notFound, .userNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .requestTimeout: .requestTimeout
        case .userExists, .patchConflict, .contended, .idempotencyInProgress: .conflict
        case .preconditionFailed: .preconditionFailed
        case .payloadTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .unsupportedMediaType: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .wrongType, .invalidUserID, .invalidEmail, .immutableField, .unknownField, .idempotencyKeyReused:
            .unprocessableContent
        case .preconditionRequired: .preconditionRequired
        case .headersTooLarge: .headerFieldsTooLarge
        case .internalError, .corruptUser: .internalServerError
        case .notImplemented: .notImplemented
        case .backendRejected: .badGateway
        case .backendUnavailable, .overloaded, .shuttingDown: .serviceUnavailable
        case .backendTimeout, .outcomeUnknown, .notCached: .gatewayTimeout
        case .versionNotSupported: .versionNotSupported
        }
    }

    /// A short text that is the same for every occurrence (RFC 9457 section 3.1.3).
    package var title: String {
        switch self {
        case .invalidRequest: "The request is not valid HTTP"
        case .invalidPath: "The path cannot be decoded"
        case .invalidQuery: "The query is not valid"
        case .invalidCursor: "The cursor is not valid"
        case .invalidExpiration: "The expiration is not valid"
        case .invalidJSON: "The content is not valid JSON"
        case .duplicateMember: "The JSON names a member twice"
        case .invalidUTF8: "The content is not valid UTF-8"
        case .tooDeep: "The JSON is nested too deeply"
        case .invalidPatch: "The patch document is not valid"
        case .unauthorized: "Authentication is required"
        case .notFound: "There is nothing at this path"
        case .userNotFound: "There is no such user"
        case .methodNotAllowed: "The method does not apply here"
        case .notAcceptable: "No acceptable media type"
        case .requestTimeout: "The request did not arrive in time"
        case .userExists: "The user exists already"
        case .patchConflict: "The patch does not apply to the user"
        case .idempotencyInProgress: "The same request is being worked on"
        case .idempotencyKeyReused: "The idempotency key was used before"
        case .contended: "The user is being changed by others"
        case .preconditionFailed: "The precondition does not hold"
        case .payloadTooLarge: "The content is too large"
        case .uriTooLong: "The request target is too long"
        case .unsupportedMediaType: "The media type is not supported"
        case .expectationFailed: "The expectation cannot be met"
        case .wrongType: "A value has the wrong type"
        case .invalidUserID: "The user id is not valid"
        case .invalidEmail: "The e-mail address is not valid"
        case .immutableField: "The member cannot be changed"
        case .unknownField: "The member is not known"
        case .preconditionRequired: "A precondition is required"
        case .headersTooLarge: "The header fields are too large"
        case .internalError: "The server failed"
        case .corruptUser: "The stored user is damaged"
        case .notImplemented: "The server does not implement this"
        case .backendRejected: "The store refused"
        case .backendUnavailable: "The store is not available"
        case .overloaded: "Too much is waiting"
        case .shuttingDown: "The server is shutting down"
        case .backendTimeout: "The store did not answer in time"
        case .outcomeUnknown: "It is unknown whether the write happened"
        case .notCached: "No cached answer"
        case .versionNotSupported: "The HTTP version is not supported"
        }
    }
}
