/// Checking without building anything.
///
/// Most documents that are read are only looked at to learn whether they are JSON. The checks are the reader's own; only
/// what its values would be made of is left out, and with it what needs them: a name with escapes, or more names
/// than the table takes, make the check give up.
extension JSONReader {
    /// Whether the whole document is an object, checked without building it; a false decides nothing.
    mutating func isPlainObject() -> Bool {
        checkObject { _ in }
    }

    /// Where the members of the document lie, if it is an object that can be checked without building it.
    mutating func readOutline() -> JSONOutline? {
        var members: [JSONOutline.Member] = []
        members.reserveCapacity(8)
        guard checkObject({ members.append($0) }) else { return nil }
        return JSONOutline(members: members, hasWhiteSpace: hasWhiteSpace)
    }

    /// Calls `onMember` with each member of the document, and tells whether it is an object as far as that was checked.
    @inline(__always)
    private mutating func checkObject(_ onMember: (JSONOutline.Member) -> Void) -> Bool {
        skipWhiteSpace()
        guard position < count, bytes[position] == UInt8(ascii: "{") else { return false }
        do throws(JSONFailure) {
            let isChecked = try withUnsafeTemporaryAllocation(
                of: JSONNameExtents.Extent.self,
                capacity: JSONNameExtents.capacity
            ) { memory throws(JSONFailure) in
                var names = JSONNameExtents(in: memory)
                return try skipMembers(depth: 1, &names, onMember)
            }
            guard isChecked else { return false }
        } catch {
            return false
        }
        skipWhiteSpace()
        return isAtEnd
    }

    /// Steps over a value that lies inside `depth` containers; false to give up.
    private mutating func skipValue(depth: Int, _ names: inout JSONNameExtents) throws(JSONFailure) -> Bool {
        guard position < count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): _ = try scanString()
        case UInt8(ascii: "{"): return try skipObject(depth: depth + 1, &names)
        case UInt8(ascii: "["): return try skipArray(depth: depth + 1, &names)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try scanNumber()
        case UInt8(ascii: "t"): try skipLiteral("true")
        case UInt8(ascii: "f"): try skipLiteral("false")
        case UInt8(ascii: "n"): try skipLiteral("null")
        default: return false
        }
        return true
    }

    private mutating func skipArray(depth: Int, _ names: inout JSONNameExtents) throws(JSONFailure) -> Bool {
        try enterContainer(depth)
        if skip(UInt8(ascii: "]")) { return true }
        while true {
            guard try skipValue(depth: depth, &names) else { return false }
            skipWhiteSpace()
            if skip(UInt8(ascii: "]")) { return true }
            guard skip(UInt8(ascii: ",")) else { return false }
            skipWhiteSpace()
        }
    }

    private mutating func skipObject(depth: Int, _ names: inout JSONNameExtents) throws(JSONFailure) -> Bool {
        try skipMembers(depth: depth, &names) { _ in }
    }

    @inline(__always)
    private mutating func skipMembers(
        depth: Int,
        _ names: inout JSONNameExtents,
        _ onMember: (JSONOutline.Member) -> Void
    ) throws(JSONFailure) -> Bool {
        try enterContainer(depth)
        if skip(UInt8(ascii: "}")) { return true }
        var scope = names.scope
        while true {
            guard position < count, bytes[position] == UInt8(ascii: "\"") else { return false }
            let name = try scanString()
            guard !name.hasEscapes, names.note(name.range, in: &scope, of: bytes) else { return false }
            skipWhiteSpace()
            guard skip(UInt8(ascii: ":")) else { return false }
            skipWhiteSpace()
            let start = position
            guard try skipValue(depth: depth, &names) else { return false }
            onMember(JSONOutline.Member(name: name.range, value: start..<position))
            skipWhiteSpace()
            if skip(UInt8(ascii: "}")) {
                names.end(scope)
                return true
            }
            guard skip(UInt8(ascii: ",")) else { return false }
            skipWhiteSpace()
        }
    }
}
