/// One pass over the bytes of a document.
///
/// Each read function begins at `position`, ends behind what it read, and never looks beyond `count`. Containers
/// recurse; the depth is counted, and `JSONLimits.depthCeiling` keeps the stack small.
struct JSONReader: ~Copyable {
    let bytes: UnsafeRawBufferPointer
    let count: Int
    let maximumDepth: Int
    var position = 0
    /// Whether white space has been skipped.
    private(set) var hasWhiteSpace = false

    init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
        self.bytes = bytes
        self.count = bytes.count
        self.maximumDepth = maximumDepth
    }

    var isAtEnd: Bool { position == count }

    mutating func readDocument() throws(JSONFailure) -> JSONValue {
        if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONFailure(.byteOrderMark, at: 0)
        }
        skipWhiteSpace()
        let value = try readValue(depth: 0)
        skipWhiteSpace()
        guard isAtEnd else { throw JSONFailure(.trailingBytes, at: position) }
        return value
    }

    /// Reads a value that lies inside `depth` containers.
    mutating func readValue(depth: Int) throws(JSONFailure) -> JSONValue {
        guard position < count else { throw JSONFailure(.unexpectedEnd, at: position) }
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth + 1))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try readLiteral("null", .null)
        default: throw unexpectedByte(.value)
        }
    }

    private mutating func readLiteral(
        _ literal: StaticString,
        _ value: JSONValue
    ) throws(JSONFailure) -> JSONValue {
        try skipLiteral(literal)
        return value
    }

    mutating func skipLiteral(_ literal: StaticString) throws(JSONFailure) {
        let start = position
        for place in 0..<literal.utf8CodeUnitCount {
            guard position < count else { throw JSONFailure(.unexpectedEnd, at: position) }
            guard bytes[position] == literal.utf8Start[place] else {
                throw JSONFailure(.invalidLiteral, at: start)
            }
            position += 1
        }
    }

    private mutating func readArray(depth: Int) throws(JSONFailure) -> [JSONValue] {
        try enterContainer(depth)
        if skip(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        while true {
            elements.append(try readValue(depth: depth))
            skipWhiteSpace()
            if skip(UInt8(ascii: ",")) {
                skipWhiteSpace()
            } else if skip(UInt8(ascii: "]")) {
                return elements
            } else {
                throw unexpectedByte(.commaOrEndOfArray)
            }
        }
    }

    private mutating func readObject(depth: Int) throws(JSONFailure) -> JSONObject {
        try enterContainer(depth)
        if skip(UInt8(ascii: "}")) { return JSONObject() }
        var names = JSONNameTable()
        var members: [JSONMember] = []
        // A document's own object usually has a handful of members; inner ones may come in thousands.
        members.reserveCapacity(depth == 1 ? 8 : 2)
        while true {
            let name = try readName(&names, members)
            members.append(JSONMember(name: name, value: try readValue(depth: depth)))
            skipWhiteSpace()
            if skip(UInt8(ascii: ",")) {
                skipWhiteSpace()
            } else if skip(UInt8(ascii: "}")) {
                return JSONObject(uniqueMembers: members)
            } else {
                throw unexpectedByte(.commaOrEndOfObject)
            }
        }
    }

    /// Reads a name, the colon and the white space around it.
    private mutating func readName(
        _ names: inout JSONNameTable,
        _ members: [JSONMember]
    ) throws(JSONFailure) -> JSONString {
        guard position < count, bytes[position] == UInt8(ascii: "\"") else {
            throw unexpectedByte(members.isEmpty ? .memberNameOrEnd : .memberName)
        }
        let start = position
        let extent = try scanString()
        let name = string(in: extent)
        let fingerprint =
            extent.hasEscapes
            ? JSONNameFingerprint(name)
            : JSONNameFingerprint(UnsafeRawBufferPointer(rebasing: bytes[extent.range]))
        if names.position(orNoting: name, fingerprint, in: members) != nil {
            throw JSONFailure(.duplicateMember(name: name.value), at: start)
        }
        skipWhiteSpace()
        guard skip(UInt8(ascii: ":")) else { throw unexpectedByte(.colon) }
        skipWhiteSpace()
        return name
    }

    mutating func enterContainer(_ depth: Int) throws(JSONFailure) {
        guard depth <= maximumDepth else {
            throw JSONFailure(.tooDeep(limit: maximumDepth), at: position)
        }
        position += 1
        skipWhiteSpace()
    }

    /// Steps over `byte` if it comes next.
    @inline(__always)
    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipWhiteSpace() {
        while position < count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09:
                hasWhiteSpace = true
                position += 1
            default: return
            }
        }
    }

    /// The failure for whatever stands at `position`.
    private func unexpectedByte(_ expected: JSONError.Expectation) -> JSONFailure {
        guard position < count else { return JSONFailure(.unexpectedEnd, at: position) }
        if bytes[position] >= 0x80, lengthOfMultibyteScalar(at: position) == nil {
            return JSONFailure(.invalidUTF8, at: position)
        }
        return JSONFailure(.unexpectedCharacter(expected: expected), at: position)
    }
}
