/// A status code and its reason phrase (RFC 9110 section 15, RFC 6585).
package struct HTTPStatus: Hashable, Sendable {
    package let code: UInt16
    package let reason: String
    /// The status line of an answer, rendered once, with its CR LF.
    let line: [UInt8]

    package init(_ code: UInt16, _ reason: String) {
        self.code = code
        self.reason = reason
        line = Array("HTTP/1.1 \(code) \(reason)\r\n".utf8)
    }

    /// Whether a response with this status never carries content (RFC 9110 section 6.4.1).
    var forbidsContent: Bool { code == 204 || code == 304 || code < 200 }

    package static let `continue` = HTTPStatus(100, "Continue")
    package static let ok = HTTPStatus(200, "OK")
    package static let created = HTTPStatus(201, "Created")
    package static let noContent = HTTPStatus(204, "No Content")
    package static let notModified = HTTPStatus(304, "Not Modified")
    package static let permanentRedirect = HTTPStatus(308, "Permanent Redirect")
    package static let badRequest = HTTPStatus(400, "Bad Request")
    package static let unauthorized = HTTPStatus(401, "Unauthorized")
    package static let forbidden = HTTPStatus(403, "Forbidden")
    package static let notFound = HTTPStatus(404, "Not Found")
    package static let methodNotAllowed = HTTPStatus(405, "Method Not Allowed")
    package static let notAcceptable = HTTPStatus(406, "Not Acceptable")
    package static let requestTimeout = HTTPStatus(408, "Request Timeout")
    package static let conflict = HTTPStatus(409, "Conflict")
    package static let preconditionFailed = HTTPStatus(412, "Precondition Failed")
    package static let contentTooLarge = HTTPStatus(413, "Content Too Large")
    package static let uriTooLong = HTTPStatus(414, "URI Too Long")
    package static let unsupportedMediaType = HTTPStatus(415, "Unsupported Media Type")
    package static let expectationFailed = HTTPStatus(417, "Expectation Failed")
    package static let unprocessableContent = HTTPStatus(422, "Unprocessable Content")
    package static let preconditionRequired = HTTPStatus(428, "Precondition Required")
    package static let tooManyRequests = HTTPStatus(429, "Too Many Requests")
    package static let headerFieldsTooLarge = HTTPStatus(431, "Request Header Fields Too Large")
    package static let internalServerError = HTTPStatus(500, "Internal Server Error")
    package static let notImplemented = HTTPStatus(501, "Not Implemented")
    package static let badGateway = HTTPStatus(502, "Bad Gateway")
    package static let serviceUnavailable = HTTPStatus(503, "Service Unavailable")
    package static let gatewayTimeout = HTTPStatus(504, "Gateway Timeout")
    package static let versionNotSupported = HTTPStatus(505, "HTTP Version Not Supported")

    /// The status of a code, with its phrase where it is one of those above.
    package static func known(_ code: UInt16) -> HTTPStatus {
        all.first { $0.code == code } ?? HTTPStatus(code, "")
    }

    private static let all: [HTTPStatus] = [
        .`continue`, .ok, .created, .noContent, .notModified, .permanentRedirect, .badRequest, .unauthorized,
        .forbidden, .notFound, .methodNotAllowed, .notAcceptable, .requestTimeout, .conflict,
        .preconditionFailed, .contentTooLarge, .uriTooLong, .unsupportedMediaType, .expectationFailed,
        .unprocessableContent, .preconditionRequired, .tooManyRequests, .headerFieldsTooLarge,
        .internalServerError, .notImplemented, .badGateway, .serviceUnavailable, .gatewayTimeout,
        .versionNotSupported,
    ]
}
