/// The request fields that userkv looks at; the parser notes where their values are while it validates the
/// head.
package enum HTTPField: UInt8, CaseIterable, Sendable {
    case accept
    case acceptEncoding
    case accessControlRequestHeaders
    case accessControlRequestMethod
    case authorization
    case cacheControl
    case connection
    case contentEncoding
    case contentLength
    case contentType
    case expect
    case host
    case idempotencyKey
    case ifMatch
    case ifNoneMatch
    case origin
    case prefer
    case traceparent
    case transferEncoding
    case requestID

    /// The field name, in lower case.
    package var name: StaticString {
        switch self {
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .accessControlRequestHeaders: "access-control-request-headers"
        case .accessControlRequestMethod: "access-control-request-method"
        case .authorization: "authorization"
        case .cacheControl: "cache-control"
        case .connection: "connection"
        case .contentEncoding: "content-encoding"
        case .contentLength: "content-length"
        case .contentType: "content-type"
        case .expect: "expect"
        case .host: "host"
        case .idempotencyKey: "idempotency-key"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .origin: "origin"
        case .prefer: "prefer"
        case .traceparent: "traceparent"
        case .transferEncoding: "transfer-encoding"
        case .requestID: "x-request-id"
        }
    }

    /// The field a name stands for, compared without case (RFC 9110 section 5.1); nil for any other name.
    init?(name bytes: UnsafeRawBufferPointer) {
        let candidates: (HTTPField, HTTPField?, HTTPField?, HTTPField?)
        switch bytes.count {
        case 4: candidates = (.host, nil, nil, nil)
        case 6: candidates = (.accept, .expect, .origin, .prefer)
        case 8: candidates = (.ifMatch, nil, nil, nil)
        case 10: candidates = (.connection, nil, nil, nil)
        case 11: candidates = (.traceparent, nil, nil, nil)
        case 12: candidates = (.contentType, .requestID, nil, nil)
        case 13: candidates = (.ifNoneMatch, .authorization, .cacheControl, nil)
        case 14: candidates = (.contentLength, nil, nil, nil)
        case 15: candidates = (.acceptEncoding, .idempotencyKey, nil, nil)
        case 16: candidates = (.contentEncoding, nil, nil, nil)
        case 17: candidates = (.transferEncoding, nil, nil, nil)
        case 29: candidates = (.accessControlRequestMethod, nil, nil, nil)
        case 30: candidates = (.accessControlRequestHeaders, nil, nil, nil)
        default: return nil
        }
        if bytes.equalsIgnoringCase(candidates.0.name) {
            self = candidates.0
        } else if let second = candidates.1, bytes.equalsIgnoringCase(second.name) {
            self = second
        } else if let third = candidates.2, bytes.equalsIgnoringCase(third.name) {
            self = third
        } else if let fourth = candidates.3, bytes.equalsIgnoringCase(fourth.name) {
            self = fourth
        } else {
            return nil
        }
    }
}
