package import JSON

/// A JSON object that a client sent to make a user of.
package struct SentUser: Sendable {
    private enum Form {
        /// Text that has been checked, and where its members lie.
        case outlined([UInt8], JSONOutline)
        case tree(JSONObject)
    }

    private let form: Form

    /// Takes an object of which only the members are known.
    package init(_ object: JSONObject) {
        form = .tree(object)
    }

    /// Reads JSON text.
    package init(_ json: [UInt8]) throws(UserError) {
        if let outline = JSONParser.outline(json) {
            form = .outlined(json, outline)
        } else {
            form = .tree(try KVOperations.parseObject(json))
        }
    }

    /// The text, and where its members lie; nil where the object is all that is known.
    var outlined: (text: [UInt8], outline: JSONOutline)? {
        if case .outlined(let text, let outline) = form { (text, outline) } else { nil }
    }

    /// The object; built anew each time for text that has only been checked.
    package func object() throws(UserError) -> JSONObject {
        switch form {
        case .outlined(let text, _): try KVOperations.parseObject(text)
        case .tree(let object): object
        }
    }
}
