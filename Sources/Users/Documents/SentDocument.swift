package import JSON

/// A JSON document that a client sent to make or to change a user.
package struct SentDocument: Sendable {
    /// JSON text without white space between its tokens; empty where the value is known instead.
    let text: [UInt8]
    /// Where the members of the text lie, which has been checked and is an object.
    let outline: JSONOutline
    private let tree: JSONValue?

    /// Takes a document of which only the value is known.
    package init(_ value: JSONValue) {
        self.init(text: [], outline: .empty, tree: value)
    }

    /// Takes an object of which only the members are known.
    package init(_ object: JSONObject) {
        self.init(.object(object))
    }

    /// Reads JSON text.
    package init(_ json: consuming [UInt8]) throws(UserError) {
        var text = json
        var outline = JSONParser.outline(text)
        if let found = outline, found.hasWhiteSpace {
            text = JSONParser.withoutWhiteSpace(text)
            outline = JSONParser.outline(text)
        }
        if let outline {
            self.init(text: text, outline: outline, tree: nil)
        } else {
            self.init(try KVOperations.parse(text))
        }
    }

    private init(text: consuming [UInt8], outline: consuming JSONOutline, tree: consuming JSONValue?) {
        self.text = text
        self.outline = outline
        self.tree = tree
    }

    /// Whether the text is known, and where its members lie.
    var isOutlined: Bool { if case nil = tree { true } else { false } }

    /// The value; built anew each time for text that has only been checked.
    package func value() throws(UserError) -> JSONValue {
        if let tree { tree } else { try KVOperations.parse(text) }
    }

    /// The same, of a document that must be an object.
    package func object() throws(UserError) -> JSONObject {
        try KVOperations.object(value())
    }

    /// Refuses a document that is no object.
    package func checkIsObject() throws(UserError) {
        if let tree { _ = try KVOperations.object(tree) }
    }
}
