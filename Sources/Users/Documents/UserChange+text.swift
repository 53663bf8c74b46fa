import JSON

extension UserChange {
    /// A stored user's text after the change, made without a tree; nil where that is not all that there is to do.
    ///
    /// It is what the changed document would be written as. Whatever breaks a rule is left to the document, which tells what
    /// and where.
    func text(of stored: [UInt8], rules: UserRules, nowMilliseconds now: Int64) -> [UInt8]? {
        switch self {
        case .members(let sent) where sent.isOutlined:
            Self.text(of: stored, sent, as: .setting, rules, now)
        case .mergePatch(let sent) where sent.isOutlined:
            Self.text(of: stored, sent, as: .mergePatch, rules, now)
        case .members, .mergePatch, .jsonPatch:
            nil
        }
    }

    private static func text(
        of stored: [UInt8],
        _ sent: SentDocument,
        as meaning: JSONTextChange.Meaning,
        _ rules: UserRules,
        _ now: Int64
    ) -> [UInt8]? {
        guard let outline = JSONParser.outline(stored, limits: .stored) else { return nil }
        let before = OutlinedMembers(outline, of: stored)
        let set = OutlinedMembers(sent.outline, of: sent.text)
        let hasEmail =
            set.email == nil
            ? before.hasEmail(allowedBy: rules, in: stored) : set.hasEmail(allowedBy: rules, in: sent.text)
        let preferencesAreInOrder =
            set.preferences == nil
            ? before.preferencesAreInOrder(in: stored)
            : set.preferencesAreInOrder(in: sent.text)
        guard before.id != nil, let updatedAt = before.updatedAt, set.id == nil, !set.hasTimes, hasEmail,
            preferencesAreInOrder
        else { return nil }
        return JSONTextChange.apply(
            sent.text,
            sent.outline,
            as: meaning,
            to: stored,
            outline,
            number: (updatedAt, now)
        )
    }
}
