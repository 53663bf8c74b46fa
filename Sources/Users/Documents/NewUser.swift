import Bytes
import JSON

/// The user that is made of what a client sent.
struct NewUser: Equatable {
    let id: UserID
    /// The JSON object to store.
    let json: [UInt8]

    init(_ sent: borrowing SentDocument, rules: UserRules, nowMilliseconds now: Int64) throws(UserError) {
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
    init?(completing sent: borrowing SentDocument, rules: UserRules, nowMilliseconds now: Int64) {
        guard sent.isOutlined else { return nil }
        let members = OutlinedMembers(sent.outline, of: sent.text)
        guard !members.hasTimes, members.hasEmail(allowedBy: rules, in: sent.text),
            members.preferencesAreInOrder(in: sent.text)
        else { return nil }
        let found =
            if let id = members.id { UserID(string: id, of: sent.text) } else {
                UserID(UUIDv7.make(milliseconds: now))
            }
        guard let id = found else { return nil }
        self.id = id
        let hasNoMembers = sent.outline.members.isEmpty
        json = sent.text.withUnsafeBytes { text in
            let hasNoID = members.id == nil
            // Without the brace at its end and, where something is in front of it now, the one at its beginning.
            let sent = UnsafeRawBufferPointer(rebasing: text.dropFirst(hasNoID ? 1 : 0).dropLast())
            var room = text.count + Self.timesBytes
            if hasNoID { room += id.text.utf8.count + Self.idBytes }
            if members.preferences == nil { room += Self.noPreferences.utf8CodeUnitCount }
            return [UInt8](atMost: room) { json in
                if hasNoID {
                    json.append(#"{"id":""#)
                    json.append(text: id.text)
                    json.append(hasNoMembers ? "\"" : "\",")
                }
                json.append(sent)
                if members.preferences == nil { json.append(Self.noPreferences) }
                json.append(#","createdAt":"#)
                json.append(decimal: now)
                json.append(#","updatedAt":"#)
                json.append(decimal: now)
                json.append("}")
            }
        }
    }

    // There is hardly more room than is needed, because the cache keeps the text with all that it has.

    private static let noPreferences: StaticString = #","preferences":{}"#
    /// What an identifier that the server makes up takes beside its characters.
    private static let idBytes = 9
    /// What the times of creation and of the last change take.
    private static let timesBytes = 2 * (13 + ByteCursor.decimalBytesMaximum)
}

extension UserID {
    /// Takes a string of JSON text that lies somewhere in `text`; nil for one with escapes and for all that is no id.
    fileprivate init?(string: Range<Int>, of text: borrowing [UInt8]) {
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
