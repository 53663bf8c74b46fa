import JSON

/// The user that is made of what a client sent.
struct NewUser: Equatable {
    let id: UserID
    /// The JSON object to store.
    let json: [UInt8]

    init(_ sent: SentUser, rules: UserRules, nowMilliseconds now: Int64) throws(UserError) {
        if let completed = Self(completing: sent, rules: rules, nowMilliseconds: now) {
            self = completed
            return
        }
        let object = try sent.object()
        do throws(UserViolation) {
            let document = try UserDocument(creating: object, rules: rules, nowMilliseconds: now)
            id = try document.id()
            json = document.bytes
        } catch {
            throw .violation(error)
        }
    }

    /// Adds the server's members to the text as it was sent; nil where that is not all that there is to do.
    ///
    /// It is what the document would be written as, without a tree of it. Whatever breaks a rule is left to the document,
    /// which tells what and where.
    init?(completing sent: SentUser, rules: UserRules, nowMilliseconds now: Int64) {
        guard let (text, outline) = sent.outlined, !outline.hasWhiteSpace else { return nil }
        let members = SentMembers(outline, of: text)
        guard members.areInOrder(rules, in: text) else { return nil }
        let found =
            if let sent = members.id { UserID(string: sent, of: text) } else {
                UserID(UUIDv7.make(milliseconds: now))
            }
        guard let id = found else { return nil }
        self.id = id
        let time = String(now)
        var json: [UInt8] = []
        json.reserveCapacity(text.count + Self.serverMembersBytes)
        if members.id == nil {
            Self.append(#"{"id":""#, to: &json)
            Self.append(id.text, to: &json)
            Self.append(outline.members.isEmpty ? "\"" : "\",", to: &json)
        }
        // Without the brace at its end and, where something is in front of it now, the one at its beginning.
        text.withUnsafeBufferPointer { text in
            let members = text.dropFirst(members.id == nil ? 1 : 0).dropLast()
            json.append(contentsOf: UnsafeBufferPointer(rebasing: members))
        }
        if members.preferences == nil { Self.append(#","preferences":{}"#, to: &json) }
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

extension UserID {
    /// Takes a string of JSON text that lies somewhere in `text`; nil for one with escapes and for all that is no id.
    fileprivate init?(string: Range<Int>, of text: [UInt8]) {
        let id = text.withUnsafeBytes { text in
            guard text[string.lowerBound] == UInt8(ascii: "\"") else { return nil as UserID? }
            return UserID(
                bytes: UnsafeRawBufferPointer(
                    rebasing: text[(string.lowerBound + 1)..<(string.upperBound - 1)]
                )
            )
        }
        guard let id else { return nil }
        self = id
    }
}
