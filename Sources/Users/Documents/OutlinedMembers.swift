import Bytes
import JSON

/// Where the members with a meaning lie in the text of a user, or of a change of one.
struct OutlinedMembers {
    private(set) var id: Range<Int>?
    private(set) var preferences: Range<Int>?
    private(set) var email: Range<Int>?
    private(set) var createdAt: Range<Int>?
    private(set) var updatedAt: Range<Int>?

    init(_ outline: borrowing JSONOutline, of text: borrowing [UInt8]) {
        text.withUnsafeBytes { text in
            for member in outline.members {
                let name = UnsafeRawBufferPointer(rebasing: text[member.name])
                switch name.count {
                case 2 where name.equals("id"): id = member.value
                case 5 where name.equals("email"): email = member.value
                case 9 where name.equals("createdAt"): createdAt = member.value
                case 9 where name.equals("updatedAt"): updatedAt = member.value
                case 11 where name.equals("preferences"): preferences = member.value
                default: break
                }
            }
        }
    }

    /// Whether there are times, which belong to the server.
    var hasTimes: Bool { createdAt != nil || updatedAt != nil }

    /// Whether there is an email that the rules allow, as far as can be told from the text.
    func hasEmail(allowedBy rules: UserRules, in text: borrowing [UInt8]) -> Bool {
        if rules.emailValidation == .off { return true }
        return text.withUnsafeBytes { text in
            guard let email, text[email.lowerBound] == UInt8(ascii: "\"") else { return false }
            let address = UnsafeRawBufferPointer(
                rebasing: text[(email.lowerBound + 1)..<(email.upperBound - 1)]
            )
            if address.contains(UInt8(ascii: "\\")) { return false }
            return rules.emailValidation.problem(in: address) == nil
        }
    }

    /// Whether preferences, if there are any, are an object.
    func preferencesAreInOrder(in text: borrowing [UInt8]) -> Bool {
        guard let preferences else { return true }
        return text[preferences.lowerBound] == UInt8(ascii: "{")
    }
}
