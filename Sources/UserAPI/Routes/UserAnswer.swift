import HTTPServer
import KeyValueStore
import Users

/// The answers about one user, off the event loop.
enum UserAnswer {
    /// The representation of a user.
    static func representation(
        _ status: HTTPStatus,
        _ user: User,
        fields: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        var fields = fields
        appendRepresentation(of: user, to: &fields)
        return HTTPResponse(status, fields: fields, body: .bytes(user.json))
    }

    /// Appends what is said about the content, which is the user.
    private static func appendRepresentation(of user: User, to fields: inout [(name: String, value: String)])
    {
        fields.append(("Content-Type", MediaType.json))
        appendTag(of: user, to: &fields)
    }

    /// The answer to a change: the representation, or nothing where the client prefers that.
    static func change(
        _ status: HTTPStatus,
        _ user: User,
        _ preferences: Preferences,
        location: String? = nil,
        fields more: [(name: String, value: String)]
    ) -> HTTPResponse {
        var fields: [(name: String, value: String)] = []
        fields.reserveCapacity(fieldsExpected)
        if let location { fields.append(("Location", location)) }
        if !more.isEmpty { fields += more }
        if !preferences.applied.isEmpty { fields += preferences.fields }
        fields.append(("Cache-Status", CacheStatus.write))
        fields.append(("Cache-Control", "no-store"))
        if !preferences.returnsMinimal {
            appendRepresentation(of: user, to: &fields)
            return HTTPResponse(status, fields: fields, body: .bytes(user.json))
        }
        appendTag(of: user, to: &fields)
        return HTTPResponse(status == .created ? .created : .noContent, fields: fields)
    }

    /// Room for the fields of most answers, so that the array does not grow.
    private static let fieldsExpected = 8

    /// Appends the entity tag and, of a user that ceases to exist, when that is, in seconds since 1970, as Cloudflare's
    /// API tells it with a value.
    private static func appendTag(of user: User, to fields: inout [(name: String, value: String)]) {
        fields.append(("ETag", EntityTag(user.contentHash).text))
        if let expiration = user.expiration { fields.append(("Expiration", String(expiration))) }
    }
}
