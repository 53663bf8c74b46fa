import JSON
import Testing

@testable import Users

struct UserRulesTests {
    static let documents: [(json: String, rule: UserViolation.Rule?, pointer: String)] = [
        (#"{"email":"u@example.com"}"#, nil, ""),
        (#"{"email":"u@example.com","preferences":{}}"#, nil, ""),
        (#"{}"#, .invalidEmail, "/email"),
        (#"{"email":null}"#, .wrongType, "/email"),
        (#"{"email":1}"#, .wrongType, "/email"),
        (#"{"email":["u@example.com"]}"#, .wrongType, "/email"),
        (#"{"email":"u"}"#, .invalidEmail, "/email"),
        (#"{"email":"u@example.com","preferences":null}"#, .wrongType, "/preferences"),
        (#"{"email":"u@example.com","preferences":[]}"#, .wrongType, "/preferences"),
        (#"{"email":"u@example.com","preferences":"x"}"#, .wrongType, "/preferences"),
    ]

    @Test(arguments: documents)
    func theFirstViolationIsNamedWithItsPlace(row: (json: String, rule: UserViolation.Rule?, pointer: String))
        throws
    {
        let object = try #require(JSONParser.parse(row.json).objectValue)
        var found: UserViolation?
        do throws(UserViolation) { try UserRules().check(object) } catch { found = error }
        #expect(found?.rule == row.rule)
        #expect(found?.pointer ?? "" == row.pointer)
    }

    @Test func anAbsentAddressIsFineWhereAddressesAreNotLookedAt() throws {
        let rules = UserRules(emailValidation: .off)
        for json in ["{}", #"{"email":7}"#] {
            let object = try #require(JSONParser.parse(json).objectValue)
            #expect(throws: Never.self) { try rules.check(object) }
        }
    }

    @Test func aStrictCallerIsToldOfAMemberThatHasNoMeaning() throws {
        let known = #"{"id":"u","email":"e","preferences":{},"createdAt":1,"updatedAt":1}"#
        let unknown = #"{"email":"e","a\/b~c":1}"#
        try UserRules.checkMembersAreKnown(#require(JSONParser.parse(known).objectValue))
        let object = try #require(JSONParser.parse(unknown).objectValue)
        let error = #expect(throws: UserViolation.self) { try UserRules.checkMembersAreKnown(object) }
        #expect(error?.rule == .unknownField)
        #expect(error?.pointer == "/a~1b~0c")
    }
}
