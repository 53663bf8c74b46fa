import JSON

/// Where the members with a meaning lie in the text of a user.
struct SentMembers {
    private(set) var id: Range<Int>?
    private(set) var preferences: Range<Int>?
    private var email: Range<Int>?
    private var hasServersTimes = false

    init(_ outline: JSONOutline, of text: [UInt8]) {
        text.withUnsafeBytes { text in
            for member in outline.members {
                let name = UnsafeRawBufferPointer(rebasing: text[member.name])
                switch name.count {
                case 2 where name.elementsEqual("id".utf8): id = member.value
                case 5 where name.elementsEqual("email".utf8): email = member.value
                case 9 where name.elementsEqual("createdAt".utf8) || name.elementsEqual("updatedAt".utf8):
                    hasServersTimes = true
                case 11 where name.elementsEqual("preferences".utf8): preferences = member.value
                default: break
                }
            }
        }
    }

    /// Whether a new user may have these members, as far as can be told from the text.
    func areInOrder(_ rules: UserRules, in text: [UInt8]) -> Bool {
        if hasServersTimes { return false }
        return text.withUnsafeBytes { text in
            if let preferences, text[preferences.lowerBound] != UInt8(ascii: "{") { return false }
            if rules.emailValidation == .off { return true }
            guard let email, text[email.lowerBound] == UInt8(ascii: "\"") else { return false }
            let address = UnsafeRawBufferPointer(
                rebasing: text[(email.lowerBound + 1)..<(email.upperBound - 1)]
            )
            if address.contains(UInt8(ascii: "\\")) { return false }
            return rules.emailValidation.problem(in: address) == nil
        }
    }
}
