/// The members of a JSON object in their order; no name occurs twice.
///
/// Names are compared by the UTF-8 bytes of their unescaped text. A look-up is a linear search, which is the fastest
/// way for the handful of members that objects have; work on many names at once goes through ``JSONNameIndex``.
package struct JSONObject: Sendable, Equatable {
    /// The members in the order in which they were sent or added.
    package private(set) var members: [JSONMember]

    /// An object without members.
    package init() {
        members = []
    }

    /// An object with these members; where a name comes again, the later value replaces the earlier one in its place.
    package init(_ members: [JSONMember]) {
        var names = JSONNameTable()
        self.members = []
        self.members.reserveCapacity(members.count)
        for member in members {
            let fingerprint = JSONNameFingerprint(member.name)
            if let position = names.position(orNoting: member.name, fingerprint, in: self.members) {
                self.members[position].value = member.value
            } else {
                self.members.append(member)
            }
        }
    }

    /// For members whose names are known to be unique.
    init(uniqueMembers members: [JSONMember]) {
        self.members = members
    }

    /// The number of members.
    package var count: Int { members.count }

    /// Whether there are no members.
    package var isEmpty: Bool { members.isEmpty }

    /// Whether there is a member of this name.
    package func contains(_ name: String) -> Bool {
        position(of: name) != nil
    }

    /// The value of the member of this name, or nil when there is none.
    ///
    /// Setting a value replaces it in place, keeping the name as it was sent, or appends a new member. Setting nil
    /// removes the member.
    package subscript(name: String) -> JSONValue? {
        get {
            position(of: name).map { members[$0].value }
        }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(JSONMember(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Puts a member in front of all others, and removes an earlier one of the same name.
    package mutating func insertFirst(name: String, value: JSONValue) {
        self[name] = nil
        members.insert(JSONMember(name: name, value: value), at: 0)
    }

    /// The object with these members set, each value as a whole.
    ///
    /// A value takes its place where there is such a member, and the end where there is none. The time is linear in both.
    package func setting(_ changes: JSONObject) -> JSONObject {
        let index = JSONNameIndex(self, lookups: changes.count)
        var merged = members
        for change in changes.members {
            if let position = index.position(of: change.name) {
                merged[position].value = change.value
            } else {
                merged.append(change)
            }
        }
        return JSONObject(uniqueMembers: merged)
    }

    /// Where the member of this name stands, or nil when there is none.
    func position(of name: String) -> Int? {
        name.utf8.span.withUnsafeBytes { bytes in
            // By index: going through the members would copy each with its value.
            for position in members.indices where members[position].name.equals(bytes) { return position }
            return nil
        }
    }

    /// The same, and adds the members looked at to `steps`.
    func position(of name: String, steps: inout Int) -> Int? {
        let position = position(of: name)
        steps += position.map { $0 + 1 } ?? members.count
        return position
    }

    /// Makes room for further members, so that adding them does not grow the object one by one.
    package mutating func reserveCapacity(additional count: Int) {
        members.reserveCapacity(members.count + count)
    }

    /// Removes the member at this position.
    mutating func remove(at position: Int) {
        members.remove(at: position)
    }

    /// Adds a member whose name is known to be new.
    mutating func append(_ member: JSONMember) {
        members.append(member)
    }

    /// Changes one value in place, without copying the other members.
    mutating func updateValue<Result, Failure: Error>(
        at position: Int,
        _ body: (inout JSONValue) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&members[position].value)
    }
}
