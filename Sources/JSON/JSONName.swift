/// A member name by its unescaped bytes, as a key of hashed collections.
///
/// Swift's `String` will not do: it equates canonically equivalent names, which JSON keeps apart. The hash is seeded
/// per process, so a client cannot prepare names that collide.
struct JSONName: Hashable {
    private let text: String

    init(_ name: JSONString) {
        text = name.value
    }

    static func == (left: JSONName, right: JSONName) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
