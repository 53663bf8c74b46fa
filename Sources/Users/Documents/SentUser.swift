package import JSON

/// A JSON object that a client sent to make a user of.
package struct SentUser: Sendable {
    package let object: JSONObject
    /// The text of the object where it came without white space, and so is what the object would be written as.
    let compactText: [UInt8]?

    /// Takes an object of which only the members are known.
    package init(_ object: JSONObject) {
        self.object = object
        compactText = nil
    }

    /// Reads JSON text.
    package init(_ json: [UInt8]) throws(UserError) {
        object = try KVOperations.parseObject(json)
        // Nothing but white space is lost in between: numbers and strings keep their text.
        compactText = JSONValue.object(object).byteCount == json.count ? json : nil
    }
}
