package import JSON

/// A change to a user's document.
package enum UserChange: Sendable {
    /// The members given replace those of the same name; nested objects are replaced whole (the meaning of PUT in the
    /// guide).
    case members(SentDocument)
    /// JSON Merge Patch (RFC 7396).
    case mergePatch(SentDocument)
    /// JSON Patch (RFC 6902).
    case jsonPatch(JSONPatch)

    /// Whether sending other times than the stored ones is an error rather than ignored.
    var refusesOtherTimes: Bool {
        if case .members = self { return false }
        return true
    }

    /// The object after the change; server-owned members are not looked at here.
    func apply(to object: JSONObject) throws(UserError) -> JSONObject {
        switch self {
        case .members(let members):
            return object.setting(try members.object())
        case .mergePatch(let patch):
            return try Self.object(JSONMergePatch.apply(patch.value(), to: .object(object)))
        case .jsonPatch(let patch):
            let patched: JSONValue
            do throws(JSONPatchError) {
                patched = try patch.apply(to: .object(object))
            } catch {
                throw .patch(error)
            }
            return try Self.object(patched)
        }
    }

    private static func object(_ value: JSONValue) throws(UserError) -> JSONObject {
        guard let object = value.objectValue else {
            throw .violation(
                UserViolation(
                    .wrongType,
                    pointer: "",
                    detail: "A user must stay an object, not become \(value.kind)."
                )
            )
        }
        return object
    }
}
