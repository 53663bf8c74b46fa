import Bytes
import JSON

/// Where the members with a meaning lie in the text of a user.
struct SentMembers {
    private(set) var id: Range<Int>?
    private(set) var preferences: Range<Int>?
    private var email: Range<Int>?
    private var hasServersTimes = false

    init(_ outline: borrowing JSONOutline, of text: borrowing [UInt8]) {
        text.withUnsafeBytes { text in
            for member in outline.members {
                let name = UnsafeRawBufferPointer(rebasing: text[member.name])
                switch name.count {
                case 2 where name.equals("id"): id = member.value
                case 5 where name.equals("email"): email = member.value
                case 9 where name.equals("createdAt") || name.equals("updatedAt"): hasServersTimes = true
                case 11 where name.equals("preferences"): preferences = member.value
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
