/// Notices a name that comes a second time while an object is being built.
///
/// The first names are kept as fingerprints in place and compared one by one; an object with more of them gets a
/// hash table, so that a large object takes linear time whatever its names are.
struct JSONNameTable {
    private static let inlineCapacity = 16

    private var fingerprints: InlineArray<16, UInt64> = .init(repeating: 0)
    private var positions: [JSONName: Int]?

    /// Returns where `name` already stands in `members`, or notes it as the name of the next member.
    mutating func position(orNoting name: JSONString, _ fingerprint: UInt64, in members: [JSONMember]) -> Int?
    {
        if positions == nil, members.count < Self.inlineCapacity {
            for position in members.indices
            where fingerprints[position] == fingerprint && members[position].name.isEquivalent(to: name) {
                return position
            }
            fingerprints[members.count] = fingerprint
            return nil
        }
        return hashedPosition(orNoting: name, in: members)
    }

    private mutating func hashedPosition(orNoting name: JSONString, in members: [JSONMember]) -> Int? {
        if positions == nil {
            let pairs = members.enumerated().map { (JSONName($0.element.name), $0.offset) }
            positions = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        let name = JSONName(name)
        if let position = positions?[name] { return position }
        positions?[name] = members.count
        return nil
    }

    /// A number that equal names share and most different names do not, from a name's unescaped bytes.
    static func fingerprint(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        var head: UInt64 = 0
        var tail: UInt64 = 0
        if count >= 8 {
            head = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
            tail = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            head = UInt64(bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            tail = UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            for byte in bytes { head = head << 8 | UInt64(byte) }
        }
        return (head &* 0x9E37_79B9_7F4A_7C15) ^ tail &+ UInt64(count)
    }

    /// The fingerprint of a name whose bytes are not at hand.
    static func fingerprint(of name: JSONString) -> UInt64 {
        name.value.utf8.span.withUnsafeBytes { fingerprint(of: $0) }
    }
}
