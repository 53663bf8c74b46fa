/// Finds members of one object by name, for work that looks up many names at once.
///
/// Small jobs search linearly and build nothing; for large ones a hash table keeps the whole work linear.
struct JSONNameIndex {
    private let members: [JSONMember]
    private let positions: [JSONName: Int]?

    /// The number of name comparisons up to which a linear search is cheaper than hashing.
    private static let linearComparisons = 256

    /// An index over `object`, for about `lookups` searches.
    init(_ object: JSONObject, lookups: Int) {
        members = object.members
        guard members.count * lookups > Self.linearComparisons else {
            positions = nil
            return
        }
        var positions: [JSONName: Int] = [:]
        positions.reserveCapacity(members.count)
        for (position, member) in members.enumerated() {
            positions[JSONName(member.name)] = position
        }
        self.positions = positions
    }

    /// Where the member of this name stands, or nil when there is none.
    func position(of name: JSONString) -> Int? {
        if let positions { return positions[JSONName(name)] }
        return members.firstIndex { $0.name.isEquivalent(to: name) }
    }
}
