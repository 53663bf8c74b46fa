import JSON
import Testing

@testable import CloudflareKV

struct JSONPieceTests {
    private func piece(_ text: String) -> JSONPiece { JSONPiece(Array(text.utf8)) }

    @Test
    func aDocumentComesApartLevelByLevel() throws {
        let members = try #require(piece(#" { "a" : [1, "x,]" , {"b":[]} ] ,"é\"":null} "#).members)
        #expect(members.map(\.name) == ["a", "é\""])
        #expect(members[1].piece.isNull)
        let elements = try #require(members[0].piece.elements)
        #expect(elements.map { $0.value?.bytes } == ["1", #""x,]""#, #"{"b":[]}"#].map { Array($0.utf8) })
        #expect(try #require(piece("{}").members).isEmpty)
        #expect(try #require(piece(" [ ] ").elements).isEmpty)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #""\uD800""#, String(repeating: "[", count: 400), "\"\u{1}\"", "tru",
    ])
    func onePartThatBreaksARuleLeavesTheOthersReadable(part: String) throws {
        let whole = part + (part.hasPrefix("[[") ? String(repeating: "]", count: 400) : "")
        let elements = try #require(piece("[1,\(whole),2]").elements)
        #expect(elements.map { $0.value?.int64Value } == [1, nil, 2])
        #expect(elements[1].value == nil)
    }

    @Test(arguments: [
        "", " ", "[", "[1", "[1,", "[1,]", "[1}", "[\"", "[\"\\", "[1] 2", "[1 2]", "[,1]", "[:]", "1", "{}",
    ])
    func whatIsNoArrayIsNone(text: String) {
        #expect(piece(text).elements == nil)
    }

    @Test(arguments: [
        "", "{", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{\"a\" 1}", "{} x", "[]",
        "{\"a\":1,:2}",
    ])
    func whatIsNoObjectIsNone(text: String) {
        #expect(piece(text).members == nil)
    }

    @Test
    func aNameThatComesTwiceIsNoMember() throws {
        let members = try #require(piece(#"{"a":1,"b":2,"a":3,"\uDFFF":4}"#).members)
        #expect(members.member("a") == nil)
        #expect(members.member("b")?.value?.int64Value == 2)
        #expect(members.count == 3)
    }
}
