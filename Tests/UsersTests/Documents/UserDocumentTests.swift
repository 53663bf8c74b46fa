import JSON
import Testing

@testable import Users

struct UserDocumentTests {
    private func object(_ json: String) throws -> JSONObject {
        try #require(JSONParser.parse(json).objectValue)
    }

    private func created(_ json: String, rules: UserRules = UserRules()) throws -> String {
        let document = try UserDocument(creating: object(json), rules: rules, nowMilliseconds: 1000)
        return String(decoding: document.bytes, as: UTF8.self)
    }

    static let newDocuments = [
        (
            #"{"id":"u1","email":"u@example.com"}"#,
            #"{"id":"u1","email":"u@example.com","preferences":{},"createdAt":1000,"updatedAt":1000}"#
        ),
        // The server's times replace what the client says of them, in their place.
        (
            #"{"createdAt":5,"id":"u1","updatedAt":"x","email":"u@example.com"}"#,
            #"{"createdAt":1000,"id":"u1","updatedAt":1000,"email":"u@example.com","preferences":{}}"#
        ),
        // The rest stays as it was sent: order, unknown members, text of numbers and strings.
        (
            #"{"z":[1.0,-0,1E400,12345678901234567890],"id":"u1","email":"u@example.com","\u00e9":"\/"}"#,
            #"{"z":[1.0,-0,1E400,12345678901234567890],"id":"u1","email":"u@example.com","\u00e9":"\/","preferences":{},"createdAt":1000,"updatedAt":1000}"#
        ),
    ]

    @Test(arguments: newDocuments)
    func aNewDocumentIsWhatWasSentAndWhatTheServerAdds(sent: String, expected: String) throws {
        #expect(try created(sent) == expected)
    }

    @Test func aMissingIdentifierIsMadeAndComesFirst() throws {
        let text = try created(#"{"email":"u@example.com"}"#)
        #expect(text.hasPrefix(#"{"id":"00000000-03e8-7"#))
    }

    static let refused: [(json: String, rule: UserViolation.Rule)] = [
        (#"{"id":"","email":"u@example.com"}"#, .invalidID),
        (#"{"id":"a b","email":"u@example.com"}"#, .invalidID),
        (#"{"id":1,"email":"u@example.com"}"#, .wrongType),
        (#"{"id":null,"email":"u@example.com"}"#, .wrongType),
        (#"{"id":"u1"}"#, .invalidEmail),
    ]

    @Test(arguments: refused)
    func aDocumentThatBreaksARuleIsRefused(json: String, rule: UserViolation.Rule) throws {
        let error = #expect(throws: UserViolation.self) { try created(json) }
        #expect(error?.rule == rule)
    }

    @Test func aStoredValueThatIsNoObjectIsNoUser() {
        for text in ["", "x", "[]", "1", "null", #"{"a":1}x"#, #"{"a":1,"a":2}"#] {
            #expect(UserDocument(stored: Array(text.utf8)) == nil, "\(text)")
        }
        #expect(UserDocument(stored: Array("{}".utf8)) != nil)
    }

    // MARK: Changes

    static let stored = #"{"id":"u1","email":"u@example.com","n":1.0,"createdAt":1,"updatedAt":2}"#

    static let changes: [(change: String, expected: String)] = [
        (#"{}"#, #"{"id":"u1","email":"u@example.com","n":1.0,"createdAt":1,"updatedAt":1000}"#),
        (#"{"n":2.50}"#, #"{"id":"u1","email":"u@example.com","n":2.50,"createdAt":1,"updatedAt":1000}"#),
        (#"{"m":0}"#, #"{"id":"u1","email":"u@example.com","n":1.0,"createdAt":1,"updatedAt":1000,"m":0}"#),
        (
            #"{"id":"u1","createdAt":7,"updatedAt":7}"#,
            #"{"id":"u1","email":"u@example.com","n":1.0,"createdAt":1,"updatedAt":1000}"#
        ),
    ]

    @Test(arguments: changes)
    func membersReplaceThoseOfTheSameNameAndTimesStayTheServers(change: String, expected: String) throws {
        let document = try #require(UserDocument(stored: Array(Self.stored.utf8)))
        let changed = try document.applying(
            .members(SentDocument(object(change))),
            id: #require(UserID("u1")),
            rules: UserRules(),
            nowMilliseconds: 1000
        )
        #expect(String(decoding: changed.bytes, as: UTF8.self) == expected)
    }

    static let refusedChanges: [(change: UserChange, rule: UserViolation.Rule)] = [
        (
            .members(SentDocument(JSONObject([JSONMember(name: "id", value: JSONValue("u2"))]))),
            .immutableField
        ),
        (.members(SentDocument(JSONObject([JSONMember(name: "id", value: .null)]))), .immutableField),
        (
            .members(SentDocument(JSONObject([JSONMember(name: "email", value: JSONValue("x"))]))),
            .invalidEmail
        ),
        (
            .mergePatch(SentDocument(.object(JSONObject([JSONMember(name: "id", value: .null)])))),
            .immutableField
        ),
        (
            .mergePatch(SentDocument(.object(JSONObject([JSONMember(name: "email", value: .null)])))),
            .invalidEmail
        ),
        (
            .mergePatch(
                SentDocument(.object(JSONObject([JSONMember(name: "createdAt", value: JSONValue(9))])))
            ),
            .immutableField
        ),
        (
            .mergePatch(SentDocument(.object(JSONObject([JSONMember(name: "updatedAt", value: .null)])))),
            .immutableField
        ),
        (.mergePatch(SentDocument(.array([]))), .wrongType),
        (.mergePatch(SentDocument(.null)), .wrongType),
    ]

    @Test(arguments: refusedChanges)
    func aChangeThatBreaksARuleIsRefused(change: UserChange, rule: UserViolation.Rule) throws {
        let document = try #require(UserDocument(stored: Array(Self.stored.utf8)))
        let id = try #require(UserID("u1"))
        let error = #expect(throws: UserError.self) {
            try document.applying(change, id: id, rules: UserRules(), nowMilliseconds: 1000)
        }
        guard case .violation(let violation)? = error else {
            Issue.record("not a violation: \(String(describing: error))")
            return
        }
        #expect(violation.rule == rule)
    }

    @Test func equalTimesInAPatchAreFine() throws {
        let document = try #require(UserDocument(stored: Array(Self.stored.utf8)))
        let patch = try JSONParser.parse(#"{"createdAt":1.0,"updatedAt":2,"id":"\u00751"}"#)
        let changed = try document.applying(
            .mergePatch(SentDocument(patch)),
            id: #require(UserID("u1")),
            rules: UserRules(),
            nowMilliseconds: 1000
        )
        #expect(changed.object["updatedAt"]?.int64Value == 1000)
    }
}
