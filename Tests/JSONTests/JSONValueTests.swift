import JSON
import Testing

struct JSONValueTests {
    @Test(arguments: [
        ("null", "null"), ("true", "boolean"), ("1", "number"), ("\"\"", "string"), ("[]", "array"),
        ("{}", "object"),
    ])
    func theKindIsNamed(document: String, kind: String) throws {
        #expect(try json(document).kind == kind)
    }

    @Test func accessorsAnswerOnlyForTheirOwnKind() throws {
        let value = try json(#"{"n":null,"b":true,"i":1e1,"s":"\u0061","a":[1]}"#)
        let object = try #require(value.objectValue)
        #expect(object["n"]?.isNull == true)
        #expect(object["b"]?.boolValue == true)
        #expect(object["i"]?.int64Value == 10)
        #expect(object["s"]?.stringValue == "a")
        #expect(object["a"]?.arrayValue == [JSONValue(1)])
        for member in object.members {
            #expect(member.value.objectValue == nil)
            #expect(member.value.isNull == (member.name.value == "n"))
            #expect((member.value.boolValue != nil) == (member.name.value == "b"))
            #expect((member.value.int64Value != nil) == (member.name.value == "i"))
            #expect((member.value.stringValue != nil) == (member.name.value == "s"))
            #expect((member.value.arrayValue != nil) == (member.name.value == "a"))
        }
    }

    @Test func appendingKeepsWhatIsThere() throws {
        var output = Array("x=".utf8)
        try json("[ 1.0 , {} ]").append(to: &output)
        try json("null").append(to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "x=[1.0,{}]null")
    }

    @Test(arguments: JSONParserTests.valid)
    func theByteCountIsTheLengthOfTheText(document: String) throws {
        #expect(try json(document).byteCount == document.utf8.count)
    }

    static let equivalent = [
        (#"{"a":1,"b":2}"#, #"{"b":2.0,"a":10e-1}"#), (#"{"\u0061":"\u0062"}"#, #"{"a":"b"}"#),
        ("[1,[2]]", "[1.0,[2e0]]"),
        (#""\/""#, #""/""#), ("{}", "{}"), ("[]", "[]"), (#"{"a":null}"#, #"{"\u0061":null}"#),
    ]

    static let inequivalent = [
        (#"{"a":1}"#, #"{"a":2}"#), (#"{"a":1}"#, #"{"b":1}"#), (#"{"a":1}"#, #"{"a":1,"b":1}"#),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"), ("{}", "[]"), ("null", "false"), ("0", "false"), ("\"1\"", "1"), ("true", "false"),
        (#"{"a":null}"#, #"{"b":null}"#), ("\"\u{E9}\"", "\"e\u{301}\""),
        ("{\"\u{E9}\":1}", "{\"e\u{301}\":1}"),
        ("null", "\"null\""), ("[]", "null"),
    ]

    @Test(arguments: equivalent)
    func valuesOfOneMeaningAreEquivalent(left: String, right: String) throws {
        #expect(try json(left).isEquivalent(to: json(right)))
        #expect(try json(right).isEquivalent(to: json(left)))
    }

    @Test(arguments: inequivalent)
    func valuesOfDifferentMeaningAreNot(left: String, right: String) throws {
        #expect(try !json(left).isEquivalent(to: json(right)))
        #expect(try !json(right).isEquivalent(to: json(left)))
    }

    @Test(arguments: [3, 16, 17, 2_000])
    func objectsAreEquivalentInAnyOrder(count: Int) throws {
        let members = (0..<count).map { JSONMember(name: "n\($0)", value: JSONValue(Int64($0))) }
        let object = JSONValue.object(JSONObject(members))
        #expect(object.isEquivalent(to: .object(JSONObject(members.reversed()))))
        var changed = JSONObject(members)
        changed["n\(count - 1)"] = .null
        #expect(!object.isEquivalent(to: .object(changed)))
    }

    @Test func orderCountsForIdentity() throws {
        #expect(try json(#"{"a":1,"b":2}"#) != json(#"{"b":2,"a":1}"#))
        #expect(try json(#"{ "a" : 1 }"#) == json(#"{"a":1}"#))
    }
}
