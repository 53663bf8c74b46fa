import JSON

/// The user that is made of what a client sent.
struct NewUser: Equatable {
    let id: UserID
    /// The JSON object to store.
    let json: [UInt8]

    init(_ sent: SentUser, rules: UserRules, nowMilliseconds now: Int64) throws(UserViolation) {
        if let completed = try Self(completing: sent, rules: rules, nowMilliseconds: now) {
            self = completed
            return
        }
        let document = try UserDocument(creating: sent.object, rules: rules, nowMilliseconds: now)
        id = try document.id()
        json = document.bytes
    }

    /// Adds the server's members to the text as it was sent; nil where that is not all that there is to do.
    ///
    /// It is what the document would be written as, at a third of the cost.
    init?(completing sent: SentUser, rules: UserRules, nowMilliseconds now: Int64) throws(UserViolation) {
        let object = sent.object
        guard let text = sent.compactText, !object.contains("createdAt"), !object.contains("updatedAt")
        else { return nil }
        try rules.check(object)
        let sentID = object["id"]
        id = try UserDocument.id(sentID ?? JSONValue(UUIDv7.make(milliseconds: now)))
        let time = String(now)
        var json: [UInt8] = []
        json.reserveCapacity(text.count + Self.serverMembersBytes)
        if sentID == nil {
            Self.append(#"{"id":""#, to: &json)
            Self.append(id.text, to: &json)
            Self.append(object.isEmpty ? "\"" : "\",", to: &json)
        }
        // Without the brace at its end and, where something is in front of it now, the one at its beginning.
        text.withUnsafeBufferPointer { text in
            let members = text.dropFirst(sentID == nil ? 1 : 0).dropLast()
            json.append(contentsOf: UnsafeBufferPointer(rebasing: members))
        }
        if !object.contains("preferences") { Self.append(#","preferences":{}"#, to: &json) }
        for name in [#","createdAt":"#, #","updatedAt":"#] {
            Self.append(name, to: &json)
            Self.append(time, to: &json)
        }
        Self.append("}", to: &json)
        self.json = json
    }

    private static func append(_ text: String, to json: inout [UInt8]) {
        text.utf8.span.withUnsafeBufferPointer { json.append(contentsOf: $0) }
    }

    /// Room for what the server adds.
    private static let serverMembersBytes = 144
}
