package import HTTPServer
import JSON

/// An error as clients see it: a problem document (RFC 9457).
///
/// It never holds a key, a stack trace, SQL or a secret.
package struct Problem: Sendable {
    /// A place in the request's content that is at fault.
    package struct Detail: Hashable, Sendable {
        package var detail: String
        /// A JSON Pointer (RFC 6901) into the content.
        package var pointer: String
    }

    package var code: ProblemCode
    /// What is wrong this time.
    package var detail: String
    package var errors: [Detail] = []
    /// Fields that the status calls for, such as `Allow`.
    package var fields: [(name: String, value: String)] = []
    /// The JSON text of the stored representation, told along with a failed precondition.
    package var current: [UInt8]?

    package init(
        _ code: ProblemCode,
        _ detail: String,
        errors: [Detail] = [],
        fields: [(name: String, value: String)] = []
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.fields = fields
    }

    /// The type of a problem document.
    package static let mediaType = "application/problem+json"

    /// The URI that names a kind of problem.
    package static func type(of code: ProblemCode) -> String { "urn:userkv:problem:\(code.rawValue)" }

    /// The answer that tells it.
    package func response(requestID: RequestID) -> HTTPResponse {
        var response = HTTPResponse(code.status, body: .bytes(documentText(requestID: requestID)))
        response.fields = fields
        response.fields.append(("Content-Type", Self.mediaType))
        response.fields.append(("Cache-Control", "no-store"))
        return response
    }

    /// A pointer as the fragment of a URI (RFC 6901 section 6).
    static func fragment(_ pointer: String) -> String {
        var text = "#"
        for byte in pointer.utf8 {
            if isFragmentCharacter(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += byte < 0x10 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    /// What RFC 3986 section 3.5 lets a fragment hold as it is.
    private static func isFragmentCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
        }
    }

    func documentText(requestID: RequestID) -> [UInt8] {
        var members: [JSONMember] = [
            JSONMember(name: "type", value: JSONValue(Self.type(of: code))),
            JSONMember(name: "title", value: JSONValue(code.title)),
            JSONMember(name: "status", value: JSONValue(Int64(code.status.code))),
            JSONMember(name: "detail", value: JSONValue(detail)),
            JSONMember(name: "code", value: JSONValue(code.rawValue)),
            JSONMember(name: "requestId", value: JSONValue(requestID.text)),
        ]
        if !errors.isEmpty {
            let items = errors.map { error in
                JSONValue.object(
                    JSONObject([
                        JSONMember(name: "detail", value: JSONValue(error.detail)),
                        JSONMember(name: "pointer", value: JSONValue(Self.fragment(error.pointer))),
                    ])
                )
            }
            members.append(JSONMember(name: "errors", value: .array(items)))
        }
        if let current,
            let value = try? JSONParser.parse(
                current,
                limits: JSONLimits(maximumDepth: JSONLimits.depthCeiling)
            )
        {
            members.append(JSONMember(name: "current", value: value))
        }
        return JSONValue.object(JSONObject(members)).bytes
    }
}
