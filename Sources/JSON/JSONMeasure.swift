/// The length and depth of a value's compact text, found without writing it.
///
/// The walk ends once the length exceeds `maximumBytes`, so that a value which shares its parts many times over
/// (a chain of patch copies) costs no more than its limit.
struct JSONMeasure {
    let maximumBytes: Int
    private(set) var bytes = 0
    private(set) var depth = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    var isTooLarge: Bool { bytes > maximumBytes }

    /// Adds a value that lies inside `depth` containers.
    mutating func add(_ value: JSONValue, depth: Int) {
        switch value {
        case .null, .bool(true): bytes += 4
        case .bool(false): bytes += 5
        case .number(let number): bytes += number.text.utf8.count
        case .string(let string): bytes += string.lexeme.utf8.count + 2
        case .array(let elements): add(elements, depth: depth + 1)
        case .object(let object): add(object, depth: depth + 1)
        }
    }

    private mutating func add(_ elements: [JSONValue], depth: Int) {
        enter(depth, separators: elements.count - 1)
        for element in elements {
            if isTooLarge { return }
            add(element, depth: depth)
        }
    }

    private mutating func add(_ object: JSONObject, depth: Int) {
        enter(depth, separators: object.members.count - 1)
        for member in object.members {
            if isTooLarge { return }
            bytes += member.name.lexeme.utf8.count + 3
            add(member.value, depth: depth)
        }
    }

    private mutating func enter(_ depth: Int, separators: Int) {
        bytes += 2 + max(separators, 0)
        self.depth = max(self.depth, depth)
    }
}
