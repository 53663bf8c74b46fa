import JSON
import Testing

@testable import Users

struct NewUserTests {
    static let now: Int64 = 1_700_000_000_000
    let rules = UserRules()

    private func completed(_ json: String) throws -> NewUser? {
        NewUser(completing: try SentDocument(Array(json.utf8)), rules: rules, nowMilliseconds: Self.now)
    }

    private func written(_ json: String) throws -> [UInt8] {
        let object = try KVOperations.parseObject(Array(json.utf8))
        return try UserDocument(creating: object, rules: rules, nowMilliseconds: Self.now).bytes
    }

    @Test(arguments: [
        #"{"id":"u1","email":"u@example.com"}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{}}"#,
        #"{"preferences":{"a":[1,2.50,-0,1e400]},"email":"u@example.com","id":"u1"}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"a b":" c "},"other":null,"last":[]}"#,
        #"{"id":"u1","email":"u@example.com","é":"\ud83d\ude00","emptys":{"":""},"d":"x\"}{"}"#,
        #"{"id":"u1", "email":"u@example.com"}"#,
        "{\n\"id\":\"u1\",\"email\":\"u@example.com\"}",
        #"{"id":"u1","email":"u@example.com"}"# + "\n",
        #" {"id":"u1","email":"u@example.com"}"#,
        "{ \"id\" : \"u1\" ,\r\n\t\"email\":\"u@example.com\",\"preferences\": { \"a\" : [ 1 , \" \\\" , \" ] } }",
    ])
    func whatCameIsCompletedToWhatWouldBeWritten(_ json: String) throws {
        let user = try #require(try completed(json))
        #expect(user.id.text == "u1")
        #expect(user.json == (try written(json)))
        #expect(
            try NewUser(SentDocument(Array(json.utf8)), rules: rules, nowMilliseconds: Self.now).json
                == user.json
        )
    }

    @Test(arguments: [
        #"{"\u0069d":"u1","email":"u@example.com"}"#,
        #"{"id":"\u00751","email":"u@example.com"}"#,
        #"{"id":"u1","email":"\u0075@example.com"}"#,
        #"{"id":"u1","email":"u@example.com","createdAt":1}"#,
        #"{"id":"u1","updatedAt":"x","email":"u@example.com"}"#,
        #"{"id":"u1","email":"u@example.com","cre\u0061tedAt":1}"#,
    ])
    func whatHasEscapesOrTheServersMembersIsWrittenAnew(_ json: String) throws {
        #expect(try completed(json) == nil)
        let user = try NewUser(SentDocument(Array(json.utf8)), rules: rules, nowMilliseconds: Self.now)
        #expect(user.json == (try written(json)))
    }

    /// Both of the text that was sent and of the tree.
    @Test func anIDIsMadeUpAndPutInFrontWhereThereIsNone() throws {
        let times = #""createdAt":1700000000000,"updatedAt":1700000000000}"#
        for json in [#"{"email":"u@example.com"}"#, #"{"email": "u@example.com"}"#] {
            let user = try NewUser(SentDocument(Array(json.utf8)), rules: rules, nowMilliseconds: Self.now)
            let text = String(decoding: user.json, as: UTF8.self)
            #expect(text == #"{"id":"\#(user.id)","email":"u@example.com","preferences":{},"# + times)
        }
        let lenient = UserRules(emailValidation: .off)
        for json in ["{}", "{ }"] {
            let user = try NewUser(SentDocument(Array(json.utf8)), rules: lenient, nowMilliseconds: Self.now)
            let text = String(decoding: user.json, as: UTF8.self)
            #expect(text == #"{"id":"\#(user.id)","preferences":{},"# + times)
        }
    }

    @Test(arguments: [
        #"{"id":"u1"}"#, #"{"id":7,"email":"u@example.com"}"#, #"{"id":"-","email":"u@example.com"}"#,
        #"{"id":7,"email":7}"#, #"{"id":"u1","email":"u@example.com","preferences":[]}"#, "{}",
    ])
    func aBreachOfTheRulesIsToldAsOfAWrittenDocument(_ json: String) throws {
        var expected: UserViolation?
        let object = try KVOperations.parseObject(Array(json.utf8))
        do throws(UserViolation) {
            _ = try UserDocument(creating: object, rules: rules, nowMilliseconds: Self.now)
        } catch {
            expected = error
        }
        var found: UserViolation?
        do throws(UserError) {
            _ = try NewUser(SentDocument(Array(json.utf8)), rules: rules, nowMilliseconds: Self.now)
        } catch {
            if case .violation(let violation) = error { found = violation }
        }
        #expect(expected != nil)
        #expect(found == expected)
    }
}
