/// One header of an answer.
package struct KVAPIHeader: Hashable, Sendable {
    /// The name in lower case.
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
