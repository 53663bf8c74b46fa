/// The error codes of the Cloudflare KV REST API that this product sends or understands.
///
/// Numbers and texts are the ones that Cloudflare's own re-implementation, its clients or live accounts show; where
/// no number is known for a condition, `invalidRequest` stands with the text that the KV runtime gives.
package enum KVAPICode: Int, CaseIterable, Sendable {
    /// Too many requests of one user.
    case throttled = 971
    /// No such route.
    case noRoute = 7000
    /// An identifier in the path is malformed, such as an account id that is not hexadecimal.
    case malformedIdentifier = 7003
    /// The headers that authenticate are missing or malformed.
    case missingAuthentication = 9106
    /// The credentials are not accepted.
    case authenticationFailed = 10000
    /// The request breaks the schema, a limit or a rule.
    case invalidRequest = 10001
    /// There is no such key; also for the metadata of an absent key.
    case keyNotFound = 10009
    /// The namespace id is not 32 hexadecimal digits.
    case malformedNamespace = 10011
    /// The body is not what the endpoint takes.
    case malformedBody = 10012
    /// There is no such namespace.
    case namespaceNotFound = 10013
    /// The account has a namespace of this title already.
    case titleTaken = 10014
    /// The title is missing or empty.
    case titleMissing = 10019
    /// A bulk read asks for no key or for more than 100.
    case bulkReadKeyCount = 10029
    /// The expiration or the time to live breaks a rule.
    case invalidExpiration = 10034
    /// The token lacks the permission.
    case notPermitted = 10037
    /// A multipart body lacks a required field.
    case missingFormField = 10047
    /// The account's daily allowance of this kind of operation is used up.
    case dailyQuotaExhausted = 10048
    /// The route exists, but not for this method.
    case methodNotAllowed = 10405

    /// The HTTP status that goes with the code, unless a condition has one of its own (413, 414).
    package var status: Int {
        switch self {
        case .throttled, .dailyQuotaExhausted: 429
        case .noRoute, .keyNotFound, .namespaceNotFound: 404
        case .authenticationFailed: 401
        case .notPermitted: 403
        case .methodNotAllowed: 405
        case .malformedIdentifier, .missingAuthentication, .invalidRequest, .malformedNamespace,
            .malformedBody,
            .titleTaken, .titleMissing, .bulkReadKeyCount, .invalidExpiration, .missingFormField:
            400
        }
    }

    /// The text where the condition needs no details; data operations put their name in front.
    package var message: String {
        switch self {
        case .throttled: "Please wait and consider throttling your request speed"
        case .noRoute: "No route for that URI"
        case .malformedIdentifier: "Could not route to the path, perhaps your object identifier is invalid?"
        case .missingAuthentication: "Missing or malformed authentication headers"
        case .authenticationFailed: "Authentication error"
        case .invalidRequest: "Invalid request"
        case .keyNotFound: "key not found"
        case .malformedNamespace: "malformed namespace id"
        case .malformedBody: "could not parse the request body"
        case .namespaceNotFound: "namespace not found"
        case .titleTaken: "a namespace with this account ID and title already exists"
        case .titleMissing: "a title is required"
        case .bulkReadKeyCount: "You can request a maximum of 100 keys"
        case .invalidExpiration: "Invalid expiration"
        case .notPermitted: "The token lacks the permission for this operation"
        case .missingFormField: "multipart put request does not contain required form field 'value'"
        case .dailyQuotaExhausted:
            "your account has reached the free usage limit for this operation for today"
        case .methodNotAllowed: "method not allowed"
        }
    }
}
