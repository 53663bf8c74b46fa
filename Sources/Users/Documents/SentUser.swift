package import JSON

/// A JSON object that a client sent to make a user of.
package struct SentUser: Sendable {
    /// JSON text; empty where the object is known instead.
    let text: [UInt8]
    /// Where the members of the text lie, which has been checked.
    let outline: JSONOutline
    private let tree: JSONObject?

    /// Takes an object of which only the members are known.
    package init(_ object: JSONObject) {
        self.init(text: [], outline: .empty, tree: object)
    }

    /// Reads JSON text.
    package init(_ json: consuming [UInt8]) throws(UserError) {
        if let outline = JSONParser.outline(json) {
            self.init(text: json, outline: outline, tree: nil)
        } else {
            self.init(try KVOperations.parseObject(json))
        }
    }

    private init(text: consuming [UInt8], outline: consuming JSONOutline, tree: consuming JSONObject?) {
        self.text = text
        self.outline = outline
        self.tree = tree
    }

    /// Whether the text is known, and where its members lie.
    var isOutlined: Bool { if case nil = tree { true } else { false } }

    /// The object; built anew each time for text that has only been checked.
    package func object() throws(UserError) -> JSONObject {
        if let tree { tree } else { try KVOperations.parseObject(text) }
    }
}
