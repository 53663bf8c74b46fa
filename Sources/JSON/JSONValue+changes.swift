/// Changes in place, for patches. Each returns whether its target was there; if not, nothing has changed; and adds to
/// `steps` what it took, see ``JSONPatchLimits/maximumSteps``.
///
/// A container is taken out of its enum while it changes: it then has one owner and is not copied.
extension JSONValue {
    /// Walks to the container that holds the last token's place and changes it there.
    mutating func change(
        _ tokens: ArraySlice<String>,
        _ steps: inout Int,
        _ body: (inout JSONValue, String, inout Int) -> Bool
    ) -> Bool {
        guard let token = tokens.first else { return false }
        if tokens.count == 1 { return body(&self, token, &steps) }
        let rest = tokens.dropFirst()
        return changeContainer(
            object: { object in
                guard let position = object.position(of: token, steps: &steps) else { return false }
                return object.updateValue(at: position) { $0.change(rest, &steps, body) }
            },
            array: { elements in
                guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return false }
                return elements[index].change(rest, &steps, body)
            }
        )
    }

    /// Sets a member, or inserts an element before the index or at the end (RFC 6902 section 4.1).
    mutating func add(_ value: JSONValue, at token: String, _ steps: inout Int) -> Bool {
        changeContainer(
            object: { object in
                if let position = object.position(of: token, steps: &steps) {
                    object.updateValue(at: position) { $0 = value }
                } else {
                    object.append(JSONMember(name: token, value: value))
                }
                return true
            },
            array: { elements in
                let end = token == JSONPointer.endOfArray ? elements.count : nil
                guard let index = end ?? JSONPointer.arrayIndex(token), index <= elements.count else {
                    return false
                }
                steps += (elements.count - index) / Self.shiftsPerStep
                elements.insert(value, at: index)
                return true
            }
        )
    }

    /// Replaces a member's value or an element (RFC 6902 section 4.3).
    mutating func replace(_ token: String, with value: JSONValue, _ steps: inout Int) -> Bool {
        changeContainer(
            object: { object in
                guard let position = object.position(of: token, steps: &steps) else { return false }
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
    mutating func remove(_ token: String, _ steps: inout Int) -> Bool {
        changeContainer(
            object: { object in
                guard let position = object.position(of: token, steps: &steps) else { return false }
                steps += (object.count - position) / Self.shiftsPerStep
                object.remove(at: position)
                return true
            },
            array: { elements in
                guard let index = JSONPointer.arrayIndex(token), index < elements.count else { return false }
                steps += (elements.count - index) / Self.shiftsPerStep
                elements.remove(at: index)
                return true
            }
        )
    }

    /// Members or elements whose moving up takes about as long as looking at one.
    private static let shiftsPerStep = 8

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
