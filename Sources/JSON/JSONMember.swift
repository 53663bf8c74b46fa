/// One name and value of an object.
package struct JSONMember: Sendable, Equatable {
    /// The name, as it was sent.
    package var name: JSONString
    /// The value.
    package var value: JSONValue

    /// A member with a name as it was sent.
    package init(name: JSONString, value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// A member with an ordinary text as its name.
    package init(name: String, value: JSONValue) {
        self.init(name: JSONString(name), value: value)
    }
}
