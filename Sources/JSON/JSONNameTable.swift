/// Notices a name that comes a second time while an object is being built.
///
/// The first names pass a filter and are compared one by one where it does not tell; an object with more of them gets a
/// hash table, so that a large object takes linear time whatever its names are.
struct JSONNameTable {
    private static let filteredNamesMaximum = 16

    private var filter = JSONNameFilter()
    private var positions: [JSONName: Int]?

    /// Returns where `name` already stands in `members`, or notes it as the name of the next member.
    mutating func position(
        orNoting name: JSONString,
        _ fingerprint: JSONNameFingerprint,
        in members: [JSONMember]
    ) -> Int? {
        guard positions == nil, members.count < Self.filteredNamesMaximum else {
            return hashedPosition(orNoting: name, in: members)
        }
        if filter.note(fingerprint) { return nil }
        return members.firstIndex { $0.name.isEquivalent(to: name) }
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
}
