import JSON

/// Some members of a user, in the order in which the user has them.
package struct UserProjection: Hashable, Sendable {
    /// Members that a request may name.
    package static let membersMaximum = 50

    private let names: [String]

    /// Names the members; nil where there is none, or more than the maximum.
    package init?(_ names: [String]) {
        if names.isEmpty || names.count > Self.membersMaximum || names.contains("") { return nil }
        self.names = names
    }

    /// The JSON text of the user with these members alone.
    package func apply(to json: [UInt8]) -> [UInt8] {
        guard let object = UserDocument(stored: json)?.object else { return json }
        let members = object.members.filter { member in names.contains { member.name.equals($0) } }
        return JSONValue.object(JSONObject(members)).bytes
    }
}
