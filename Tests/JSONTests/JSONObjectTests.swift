import JSON
import Testing

struct JSONObjectTests {
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
