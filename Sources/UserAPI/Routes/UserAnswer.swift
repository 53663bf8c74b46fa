import Bytes
import HTTPServer
import KeyValueStore
import Users

/// The answers about one user, off the event loop.
enum UserAnswer {
    /// The representation of a user.
    static func representation(
        of user: User,
        fields: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let lines = lines { cursor in appendRepresentation(of: user, to: &cursor) }
        return HTTPResponse(.ok, fields: fields, fieldLines: lines, body: .bytes(user.json))
    }

    /// The answer to a change: the representation, or nothing where the client prefers that.
    static func change(
        to user: User,
        _ preferences: Preferences,
        isNew: Bool = false,
        fields more: [(name: String, value: String)]
    ) -> HTTPResponse {
        let lines = lines { cursor in
            if isNew {
                cursor.append("Location: /users/")
                cursor.append(text: user.id.text)
                cursor.append("\r\n")
            }
            cursor.append("Cache-Status: ")
            cursor.append(text: CacheStatus.write)
            cursor.append("\r\nCache-Control: no-store\r\n")
            preferences.appendApplied(to: &cursor)
            if preferences.returnsMinimal {
                appendTag(of: user, to: &cursor)
            } else {
                appendRepresentation(of: user, to: &cursor)
            }
        }
        let status: HTTPStatus = isNew ? .created : preferences.returnsMinimal ? .noContent : .ok
        let body: HTTPResponse.Body = preferences.returnsMinimal ? .none : .bytes(user.json)
        return HTTPResponse(status, fields: more, fieldLines: lines, body: body)
    }

    private static func lines(_ write: (inout ByteCursor) -> Void) -> [UInt8] {
        [UInt8](atMost: linesBytesMaximum, write)
    }

    /// Room for all lines: the longest identifier and what stands around it.
    private static let linesBytesMaximum = UserID.bytesMaximum + 256 + Preferences.appliedBytesMaximum

    /// Appends what is said about the content, which is the user.
    private static func appendRepresentation(of user: User, to cursor: inout ByteCursor) {
        cursor.append("Content-Type: application/json\r\n")
        appendTag(of: user, to: &cursor)
    }

    /// Appends the entity tag and, of a user that ceases to exist, when that is, in seconds since 1970, as Cloudflare's
    /// API tells it with a value.
    private static func appendTag(of user: User, to cursor: inout ByteCursor) {
        cursor.append("ETag: ")
        cursor.append(tagOf: user.contentHash)
        cursor.append("\r\n")
        if let expiration = user.expiration {
            cursor.append("Expiration: ")
            cursor.append(decimal: expiration)
            cursor.append("\r\n")
        }
    }
}
