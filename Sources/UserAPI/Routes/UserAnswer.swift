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
        var response = HTTPResponse(status, fields: fields, body: .bytes(user.json))
        response.fields.append(("Content-Type", MediaType.json))
        response.fields.append(("ETag", EntityTag(user.contentHash).text))
        response.fields += expiration(of: user)
        return response
    }

    /// The answer to a change: the representation, or nothing where the client prefers that.
    static func change(
        _ status: HTTPStatus,
        _ user: User,
        _ preferences: Preferences,
        fields: [(name: String, value: String)]
    ) -> HTTPResponse {
        let fields =
            fields + preferences.fields + [
                ("Cache-Status", CacheStatus.write), ("Cache-Control", "no-store"),
            ]
        if !preferences.returnsMinimal { return representation(status, user, fields: fields) }
        var response = HTTPResponse(status == .created ? .created : .noContent, fields: fields)
        response.fields.append(("ETag", EntityTag(user.contentHash).text))
        response.fields += expiration(of: user)
        return response
    }

    /// When the user ceases to exist, in seconds since 1970, as Cloudflare's API tells it with a value.
    private static func expiration(of user: User) -> [(name: String, value: String)] {
        user.expiration.map { [("Expiration", String($0))] } ?? []
    }
}
