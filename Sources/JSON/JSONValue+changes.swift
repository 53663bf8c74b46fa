/// Changes in place, for patches. Each returns whether its target was there; if not, nothing has changed.
///
/// A container is taken out of its enum while it changes: it then has one owner and is not copied.
extension JSONValue {
    /// Walks to the container that holds the last token's place and changes it there.
    mutating func change(
        _ tokens: ArraySlice<String>,
        _ body: (inout JSONValue, String) -> Bool
    ) -> Bool {
        guard let token = tokens.first else { return false }
        if tokens.count == 1 { return body(&self, token) }
        let rest = tokens.dropFirst()
        return changeContainer(
            object: { object in
                guard let position = object.position(of: token) else { return false }
                return object.updateValue(at: position) { $0.change(rest, body) }
            },
            array: { elements in
                guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return false }
                return elements[index].change(rest, body)
            }
        )
    }

    /// Sets a member, or inserts an element before the index or at the end (RFC 6902 section 4.1).
    mutating func add(_ value: JSONValue, at token: String) -> Bool {
        changeContainer(
            object: { object in
                object[token] = value
                return true
            },
            array: { elements in
                let end = token == JSONPointer.endOfArray ? elements.count : nil
                guard let index = end ?? JSONPointer.arrayIndex(token), index <= elements.count else {
                    return false
                }
                elements.insert(value, at: index)
                return true
            }
        )
    }

    /// Replaces a member's value or an element (RFC 6902 section 4.3).
    mutating func replace(_ token: String, with value: JSONValue) -> Bool {
        changeContainer(
            object: { object in
                guard let position = object.position(of: token) else { return false }
                object.updateValue(at: position) { $0 = value }
                return true
            },
            array: { elements in
                guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return false }
                elements[index] = value
                return true
            }
        )
    }

    /// Removes a member or an element (RFC 6902 section 4.2).
    mutating func remove(_ token: String) -> Bool {
        changeContainer(
            object: { object in
                guard let position = object.position(of: token) else { return false }
                object.remove(at: position)
                return true
            },
            array: { elements in
                guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return false }
                elements.remove(at: index)
                return true
            }
        )
    }

    private mutating func changeContainer(
        object changeObject: (inout JSONObject) -> Bool,
        array changeArray: (inout [JSONValue]) -> Bool
    ) -> Bool {
        if var object = takeObject() {
            defer { self = .object(object) }
            return changeObject(&object)
        }
        if var elements = takeArray() {
            defer { self = .array(elements) }
            return changeArray(&elements)
        }
        return false
    }

    private mutating func takeObject() -> JSONObject? {
        guard case .object(let object) = self else { return nil }
        self = .null
        return object
    }

    private mutating func takeArray() -> [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        self = .null
        return elements
    }
}
