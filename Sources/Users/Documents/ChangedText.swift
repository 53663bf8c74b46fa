import Bytes
import JSON

/// A stored user's text and the text of a change that sets members of it as wholes.
///
/// What comes of them is what the changed document would be written as, without a tree of it.
struct ChangedText {
    private let stored: [UInt8]
    private let outline: JSONOutline
    private let sent: SentDocument
    private let storedUpdatedAt: Range<Int>?
    private let now: Int64

    /// How many pairs of a stored and a sent name are compared; beyond that an index is the faster way.
    private static let comparisonsMaximum = 1024

    /// Prepares a change; nil where setting members is not all that there is to do.
    ///
    /// Whatever breaks a rule is left to the document, which tells what and where.
    init?(_ change: UserChange, of stored: [UInt8], rules: UserRules, nowMilliseconds now: Int64) {
        guard let sent = change.wholeMembers,
            let outline = JSONParser.outline(stored, limits: .stored), !outline.hasWhiteSpace,
            outline.members.count * sent.outline.members.count <= Self.comparisonsMaximum
        else { return nil }
        let before = OutlinedMembers(outline, of: stored)
        let set = OutlinedMembers(sent.outline, of: sent.text)
        guard before.id != nil, set.id == nil, !set.hasTimes,
            set.email == nil
                ? before.hasEmail(allowedBy: rules, in: stored)
                : set.hasEmail(allowedBy: rules, in: sent.text),
            set.preferences == nil
                ? before.hasNoOtherPreferencesThanAnObject(in: stored)
                : set.hasNoOtherPreferencesThanAnObject(in: sent.text)
        else { return nil }
        self.stored = stored
        self.outline = outline
        self.sent = sent
        storedUpdatedAt = before.updatedAt
        self.now = now
    }

    /// The text after the change.
    ///
    /// It has the room that it needs and hardly more, because the cache keeps it with all that it has.
    var bytes: [UInt8] {
        stored.withUnsafeBytes { stored in
            sent.text.withUnsafeBytes { sent in
                [UInt8](atMost: byteCount(stored, sent)) { write(stored, sent, to: &$0) }
            }
        }
    }

    private func byteCount(_ stored: UnsafeRawBufferPointer, _ sent: UnsafeRawBufferPointer) -> Int {
        var count = stored.count - (storedUpdatedAt?.count ?? 0) + ByteCursor.decimalBytesMaximum
        if storedUpdatedAt == nil { count += Self.updatedAt.utf8CodeUnitCount }
        for member in self.sent.outline.members {
            if let replaced = Self.value(of: sent[member.name], in: outline, stored) {
                count += member.value.count - replaced.count
            } else {
                count += member.name.count + member.value.count + Self.memberBytes
            }
        }
        return count
    }

    private func write(
        _ stored: UnsafeRawBufferPointer,
        _ sent: UnsafeRawBufferPointer,
        to text: inout ByteCursor
    ) {
        var written = 0
        for member in outline.members {
            if member.value == storedUpdatedAt {
                text.append(UnsafeRawBufferPointer(rebasing: stored[written..<member.value.lowerBound]))
                text.append(decimal: now)
            } else if let value = Self.value(of: stored[member.name], in: self.sent.outline, sent) {
                text.append(UnsafeRawBufferPointer(rebasing: stored[written..<member.value.lowerBound]))
                text.append(UnsafeRawBufferPointer(rebasing: sent[value]))
            } else {
                continue
            }
            written = member.value.upperBound
        }
        // Without the brace at the end.
        text.append(UnsafeRawBufferPointer(rebasing: stored[written...].dropLast()))
        for member in self.sent.outline.members
        where Self.value(of: sent[member.name], in: outline, stored) == nil {
            text.append(",\"")
            text.append(UnsafeRawBufferPointer(rebasing: sent[member.name]))
            text.append("\":")
            text.append(UnsafeRawBufferPointer(rebasing: sent[member.value]))
        }
        if storedUpdatedAt == nil {
            text.append(Self.updatedAt)
            text.append(decimal: now)
        }
        text.append("}")
    }

    /// Where the value of a name lies in a text.
    private static func value(
        of name: Slice<UnsafeRawBufferPointer>,
        in outline: JSONOutline,
        _ text: UnsafeRawBufferPointer
    ) -> Range<Int>? {
        let name = UnsafeRawBufferPointer(rebasing: name)
        for member in outline.members
        where UnsafeRawBufferPointer(rebasing: text[member.name]).equals(name) { return member.value }
        return nil
    }

    private static let updatedAt: StaticString = #","updatedAt":"#
    /// What a further member takes beside its name and its value.
    private static let memberBytes = 4
}

extension UserChange {
    /// What was sent, where its text is known and all that it does is to set members as wholes.
    fileprivate var wholeMembers: SentDocument? {
        switch self {
        case .members(let sent) where sent.isOutlined && !sent.outline.hasWhiteSpace: sent
        case .mergePatch(let sent)
        where sent.isOutlined && !sent.outline.hasWhiteSpace && sent.setsOnlyWholes:
            sent
        case .members, .mergePatch, .jsonPatch: nil
        }
    }
}

extension SentDocument {
    /// Whether a merge patch removes nothing and merges no objects (RFC 7396 section 2).
    fileprivate var setsOnlyWholes: Bool {
        outline.members.allSatisfy { member in
            let first = text[member.value.lowerBound]
            return first != UInt8(ascii: "n") && first != UInt8(ascii: "{")
        }
    }
}
