import JSON
import Testing

struct JSONObjectTests {
    /// What a shallow merge makes of an object; also of one that is large enough for an index.
    @Test(arguments: [0, 1000])
    func settingMembersKeepsPlacesAndSpellings(extra: Int) throws {
        let more = (0..<extra).map { #","x\#($0)":0"# }.joined()
        let object = try #require(json(#"{"\u0061":1,"b":{"c":1}\#(more)}"#).objectValue)
        let changes = try #require(json(#"{"n\u0065w":1,"b":{"d":2},"a":null,"x1":7}"#).objectValue)
        let rest = (0..<extra).map { #","x\#($0)":\#($0 == 1 ? 7 : 0)"# }.joined()
        let added = extra == 0 ? #","x1":7"# : ""
        let expected = #"{"\u0061":null,"b":{"d":2}\#(rest),"n\u0065w":1\#(added)}"#
        #expect(String(decoding: object.setting(changes).bytes, as: UTF8.self) == expected)
    }

    /// A search of all members for each change would take minutes.
    @Test(.timeLimit(.minutes(1)))
    func settingManyMembersOfALargeObjectIsLinear() throws {
        let members = (0..<100_000).map { JSONMember(name: "m\($0)", value: .null) }
        let object = JSONObject(members)
        #expect(object.setting(object) == object)
    }

    private func object(_ document: String) throws -> JSONObject {
        try #require(try json(document).objectValue)
    }

    private func text(of object: JSONObject) -> String {
        String(decoding: object.bytes, as: UTF8.self)
    }

    @Test func settingAMemberKeepsItsPlaceAndSpelling() throws {
        var object = try object(#"{"a":1,"\u0062":2,"c":3}"#)
        object["b"] = .null
        #expect(text(of: object) == #"{"a":1,"\u0062":null,"c":3}"#)
    }

    @Test func aNewMemberComesLast() throws {
        var object = try object(#"{"b":1}"#)
        object["a"] = JSONValue("x\n")
        object["\""] = .bool(true)
        #expect(text(of: object) == #"{"b":1,"a":"x\n","\"":true}"#)
    }

    @Test func settingNilRemoves() throws {
        var object = try object(#"{"a":1,"\u0062":2,"c":3}"#)
        object["b"] = nil
        object["absent"] = nil
        #expect(text(of: object) == #"{"a":1,"c":3}"#)
        #expect(object["b"] == nil)
        #expect(!object.contains("b"))
        #expect(object.contains("c"))
        #expect(object.count == 2)
    }

    @Test func aMemberThatIsNullIsPresent() throws {
        let object = try object(#"{"a":null}"#)
        #expect(object["a"] == .null)
        #expect(object.contains("a"))
    }

    @Test func namesThatOnlyLookAlikeAreDifferent() throws {
        let object = try object("{\"\u{E9}\":1}")
        #expect(object["e\u{301}"] == nil)
        #expect(object["\u{E9}"] == JSONValue(1))
    }

    @Test func insertingFirstMovesAnEarlierMember() throws {
        var object = try object(#"{"a":1,"id":2}"#)
        object.insertFirst(name: "id", value: JSONValue(3))
        #expect(text(of: object) == #"{"id":3,"a":1}"#)
        object.insertFirst(name: "new", value: .null)
        #expect(text(of: object) == #"{"new":null,"id":3,"a":1}"#)
    }

    @Test(arguments: [1, 10, 40])
    func ofEqualNamesTheLaterValueStaysInTheEarlierPlace(count: Int) {
        let members = (0..<count).map { JSONMember(name: "n\($0)", value: JSONValue(Int64($0))) }
        let object = JSONObject(members + [JSONMember(name: "n0", value: .null)])
        #expect(object.count == count)
        #expect(object.members.first?.value == .null)
        #expect(object.members.dropFirst().map(\.value) == members.dropFirst().map(\.value))
    }

    @Test func anEmptyObjectHasNoMembers() {
        #expect(JSONObject().isEmpty)
        #expect(text(of: JSONObject()) == "{}")
        #expect(JSONObject() == JSONObject([]))
    }
}
