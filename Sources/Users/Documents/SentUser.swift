package import JSON

/// A JSON object that a client sent to make a user of.
package struct SentUser: Sendable {
    /// The text, and where its members lie, where that is all that is known of it.
    let outlined: (text: [UInt8], outline: JSONOutline)?
    private let tree: JSONObject?

    /// Takes an object of which only the members are known.
    package init(_ object: JSONObject) {
        outlined = nil
        tree = object
    }

    /// Reads JSON text.
    package init(_ json: [UInt8]) throws(UserError) {
        if let outline = JSONParser.outline(json) {
            outlined = (json, outline)
            tree = nil
        } else {
            outlined = nil
            tree = try KVOperations.parseObject(json)
        }
    }

    /// The object; built anew each time for text that has only been checked.
    package func object() throws(UserError) -> JSONObject {
        if let tree { return tree }
        return try KVOperations.parseObject(outlined?.text ?? [])
    }
}
