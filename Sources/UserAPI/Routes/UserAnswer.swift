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
        var response = HTTPResponse(status, fields: fields)
        addRepresentation(of: user, to: &response)
        return response
    }

    private static func addRepresentation(of user: User, to response: inout HTTPResponse) {
        response.fields.append(("Content-Type", MediaType.json))
        appendTag(of: user, to: &response.fields)
        response.body = .bytes(user.json)
    }

    /// The answer to a change: the representation, or nothing where the client prefers that.
    static func change(
        _ status: HTTPStatus,
        _ user: User,
        _ preferences: Preferences,
        location: String? = nil,
        fields more: [(name: String, value: String)]
    ) -> HTTPResponse {
        var response = HTTPResponse(status)
        response.fields.reserveCapacity(fieldsExpected)
        if let location { response.fields.append(("Location", location)) }
        if !more.isEmpty { response.fields += more }
        if !preferences.applied.isEmpty { response.fields += preferences.fields }
        response.fields.append(("Cache-Status", CacheStatus.write))
        response.fields.append(("Cache-Control", "no-store"))
        if !preferences.returnsMinimal {
            addRepresentation(of: user, to: &response)
            return response
        }
        appendTag(of: user, to: &response.fields)
        if status != .created { response.status = .noContent }
        return response
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
