/// JSON Merge Patch (RFC 7396).
package enum JSONMergePatch {
    /// The target as changed by the patch.
    ///
    /// What the patch does not mention keeps its text and its place; a replaced member keeps its place and the
    /// spelling of its name; new members follow at the end in the patch's order. The result is never deeper than the
    /// deeper of the two, and never longer than both together. The time is linear in both.
    package static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let patch) = patch else { return patch }
        return .object(merge(patch, into: target.objectValue ?? JSONObject()))
    }

    private static func merge(_ patch: JSONObject, into target: JSONObject) -> JSONObject {
        let index = JSONNameIndex(target, lookups: patch.count)
        var members: [JSONMember?] = target.members
        for change in patch.members {
            let position = index.position(of: change.name)
            if change.value.isNull {
                if let position { members[position] = nil }
            } else if let position {
                members[position]?.value = apply(change.value, to: target.members[position].value)
            } else {
                members.append(JSONMember(name: change.name, value: apply(change.value, to: .null)))
            }
        }
        return JSONObject(uniqueMembers: members.compactMap(\.self))
    }
}
