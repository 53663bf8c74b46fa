import Testing

@testable import JSON

struct JSONOutlineTests {
    static let more = [
        #"{"id":"u1","email":"u@example.com","preferences":{"a":[1,{"b":null}],"c":"\"}{\\"}}"#,
        "{\"a\":[1,\t2]}", "{\"a\":1}\n", "\r{\"a\":1}", #"{"a" :1}"#, #"{"a": 1}"#, #"{"a":" "}"#,
        #"{" a ":{}}"#,
        #"{"n":-0.50e+10,"é":"é","t":true,"f":false,"z":null,"e":[],"o":{}}"#,
    ]

    @Test(arguments: JSONCheckingTests.plain + more)
    func membersLieWhereTheParserFindsThem(text: String) throws {
        let bytes = Array(text.utf8)
        let outline = try #require(JSONParser.outline(bytes))
        let value = try JSONParser.parse(bytes)
        let members = try #require(value.objectValue).members
        #expect(outline.members.map { Array(bytes[$0.name]) } == members.map { Array($0.name.lexeme.utf8) })
        for (found, member) in zip(outline.members, members) {
            #expect(try JSONParser.parse(Array(bytes[found.value])) == member.value)
        }
        #expect(outline.hasWhiteSpace == (value.bytes != bytes))
        #expect(JSONParser.withoutWhiteSpace(bytes) == value.bytes)
    }

    @Test(arguments: JSONCheckingTests.undecided + JSONCheckingTests.refused)
    func whatIsNotCheckedHasNone(text: String) {
        #expect(JSONParser.outline(Array(text.utf8)) == nil)
    }

    @Test(arguments: fuzzSeeds(300))
    func aDocumentWithoutWhiteSpaceIsWhatItsTreeIsWrittenAs(seed: UInt64) throws {
        var random = RandomDocument(seed: seed)
        let text = random.make()
        #expect(try JSONParser.withoutWhiteSpace(Array(text.utf8)) == json(text).bytes)
    }

    @Test func limitsHold() {
        let bytes = Array(#"{"a":[[1]]}"#.utf8)
        #expect(JSONParser.outline(bytes, limits: JSONLimits(maximumDepth: 3)) != nil)
        #expect(JSONParser.outline(bytes, limits: JSONLimits(maximumDepth: 2)) == nil)
        #expect(JSONParser.outline(bytes, limits: JSONLimits(maximumBytes: bytes.count - 1)) == nil)
    }
}
