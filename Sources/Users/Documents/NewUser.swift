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

    /// Adds the server's members to the end of the text as it was sent; nil where that is not all that there is to do.
    ///
    /// It is what the document would be written as, at a third of the cost.
    init?(completing sent: SentUser, rules: UserRules, nowMilliseconds now: Int64) throws(UserViolation) {
        let object = sent.object
        guard let text = sent.compactText, let idMember = object["id"],
            !object.contains("createdAt"), !object.contains("updatedAt")
        else { return nil }
        try rules.check(object)
        id = try UserDocument.id(idMember)
        let time = String(now)
        var json: [UInt8] = []
        json.reserveCapacity(text.count + Self.serverMembersBytes)
        // Without the brace at its end; an object with an id is not empty.
        text.withUnsafeBufferPointer { json.append(contentsOf: UnsafeBufferPointer(rebasing: $0.dropLast())) }
        if !object.contains("preferences") { Self.append(#","preferences":{}"#, to: &json) }
        for name: StaticString in [#","createdAt":"#, #","updatedAt":"#] {
            Self.append(name, to: &json)
            time.utf8.span.withUnsafeBufferPointer { json.append(contentsOf: $0) }
        }
        Self.append("}", to: &json)
        self.json = json
    }

    private static func append(_ text: StaticString, to json: inout [UInt8]) {
        json.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Room for what the server adds.
    private static let serverMembersBytes = 96
}
