import Bytes

/// The request methods that a route can name (RFC 9110 section 9, RFC 5789 for PATCH).
package enum HTTPMethod: UInt8, CaseIterable, Sendable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options

    /// The token on the wire; methods are case-sensitive.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    /// The method a token names; nil for a token that is not among them.
    package init?(token: UnsafeRawBufferPointer) {
        switch token.count {
        case 3:
            if token.equals("GET") {
                self = .get
            } else if token.equals("PUT") {
                self = .put
            } else {
                return nil
            }
        case 4:
            if token.equals("POST") {
                self = .post
            } else if token.equals("HEAD") {
                self = .head
            } else {
                return nil
            }
        case 5:
            if token.equals("PATCH") { self = .patch } else { return nil }
        case 6:
            if token.equals("DELETE") { self = .delete } else { return nil }
        case 7:
            if token.equals("OPTIONS") { self = .options } else { return nil }
        default:
            return nil
        }
    }
}
