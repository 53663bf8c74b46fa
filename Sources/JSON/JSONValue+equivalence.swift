extension JSONValue {
    /// Whether two values mean the same (RFC 6902 section 4.6).
    ///
    /// Numbers are compared by exact numeric value (`1.0`, `1` and `10e-1` are equal, whatever their size), strings
    /// by their unescaped code units without any Unicode normalisation, arrays element by element, objects by name
    /// whatever the order of members.
    package func isEquivalent(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left.isEquivalent(to: right)
        case (.string(let left), .string(let right)): left.isEquivalent(to: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)): left.isEquivalent(to: right)
        default: false
        }
    }
}

extension JSONObject {
    /// Whether two objects have the same names with equivalent values, in any order.
    package func isEquivalent(to other: JSONObject) -> Bool {
        guard members.count == other.members.count else { return false }
        let index = JSONNameIndex(other, lookups: members.count)
        // Names are unique, so equal counts and every name found make the two sets of names equal.
        return members.allSatisfy { member in
            guard let position = index.position(of: member.name) else { return false }
            return member.value.isEquivalent(to: other.members[position].value)
        }
    }
}
