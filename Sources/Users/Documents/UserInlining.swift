import JSON

/// How a small user travels in its key's metadata, so that a listing brings it along.
///
/// The metadata is `{"user":"<the user's JSON text>"}`: inside a string no number's text and no order can be changed on
/// the way.
package enum UserInlining {
    private static let member = "user"

    /// The metadata that carries a value; nil for what is no user.
    package static func metadata(_ value: [UInt8]) -> [UInt8]? {
        guard value.first == 0x7B, let text = String(validating: value, as: UTF8.self) else { return nil }
        return JSONValue.object(JSONObject([JSONMember(name: member, value: JSONValue(text))])).bytes
    }

    /// The value that metadata carries; nil for any other metadata.
    package static func value(_ metadata: [UInt8]) -> [UInt8]? {
        guard let object = (try? JSONParser.parse(metadata))?.objectValue, object.count == 1,
            let text = object[member]?.stringValue, text.utf8.first == 0x7B
        else { return nil }
        return Array(text.utf8)
    }
}
