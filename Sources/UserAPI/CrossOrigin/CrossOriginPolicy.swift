import HTTPServer

/// Which pages of other origins may read answers (WHATWG Fetch, section 3.2, CORS protocol).
///
/// Off unless origins are named. Origins are compared exactly; credentials other than the `Authorization` field that a page
/// sets itself are never allowed.
package struct CrossOriginPolicy: Sendable {
    /// Origins that may be named.
    package static let originsMaximum = 100
    private static let preflightSeconds = 600
    private static let exposedFields =
        "ETag, Location, Link, Cache-Status, Age, Expiration, X-Request-Id, Userkv-Atomicity, Preference-Applied, "
        + "Idempotent-Replayed, Retry-After, Allow, Accept, Accept-Encoding, Accept-Patch, WWW-Authenticate, Vary, Date"
    private static let requestFields =
        "Authorization, Accept, Content-Type, Content-Encoding, If-Match, If-None-Match, Prefer, Idempotency-Key, "
        + "Cache-Control, X-Request-Id, traceparent, tracestate"

    private let origins: [String]

    /// Nobody.
    package static let none = CrossOriginPolicy(origins: [])

    private init(origins: [String]) {
        self.origins = origins
    }

    /// Reads a list of origins separated by commas, such as `https://app.example.com`; nil where one is not an origin.
    package init?(list: String) {
        let origins = list.split(separator: ",").map { MediaType.trimmed($0) }
        guard origins.count <= Self.originsMaximum, origins.allSatisfy(Self.isOrigin) else { return nil }
        self.origins = origins
    }

    /// The lines that an answer to this request carries; empty where the request is of no other origin.
    func fields(for head: borrowing RequestHead) -> [UInt8] {
        if origins.isEmpty { return [] }
        guard let origin = head.value(of: .origin), origins.contains(origin) else {
            return Array("Vary: Origin\r\n".utf8)
        }
        let lines =
            "Vary: Origin\r\nAccess-Control-Allow-Origin: \(origin)\r\n"
            + "Access-Control-Expose-Headers: \(Self.exposedFields)\r\n"
        return Array(lines.utf8)
    }

    /// The fields of the answer to a preflight request; nil for any other request.
    func preflightFields(for head: borrowing RequestHead, allow: String) -> [(name: String, value: String)]? {
        guard head.method == .options, head.contains(.accessControlRequestMethod),
            let origin = head.value(of: .origin), origins.contains(origin)
        else { return nil }
        return [
            ("Access-Control-Allow-Methods", allow),
            ("Access-Control-Allow-Headers", Self.requestFields),
            ("Access-Control-Max-Age", String(Self.preflightSeconds)),
        ]
    }

    /// A scheme, a host and an optional port, without a slash behind (RFC 6454 section 6.2).
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return !rest.isEmpty
            && rest.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D: true
                default: false
                }
            }
    }
}
