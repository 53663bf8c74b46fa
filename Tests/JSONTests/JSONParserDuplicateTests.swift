import JSON
import Testing

struct JSONParserDuplicateTests {
    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "a", 7), (#"{"a":1,"\u0061":2}"#, "a", 7), (#"{"\u0061":1,"a":1}"#, "a", 12),
        (#"{"":1,"":1}"#, "", 6), (#"[{"x":{"b":1,"c":2,"b":3}}]"#, "b", 19), (#"{"\/":1,"/":2}"#, "/", 8),
        (#"{"\ud834\udd1e":1,"𝄞":2}"#, "𝄞", 18), (#"{"a":{"a":1},"b":2,"a":3}"#, "a", 19),
        (#"{"longer name 1":1,"longer name 2":2,"longer name 1":3}"#, "longer name 1", 37),
        (#"{"\u00e9":1,"é":1}"#, "é", 12), (#"{"\n":1,"\u000A":1}"#, "\n", 8),
    ])
    func duplicateNamesAreRefusedAtAnyDepth(document: String, name: String, offset: Int) {
        let error = refusal(document)
        #expect(error?.reason == .duplicateMember(name: name))
        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":1,"A":1}"#, #"{"a":1,"a ":1}"#,
        #"{"\\u0061":1,"a":1}"#,
        "{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"\u{212B}\":1,\"\u{C5}\":2}", #"{"a":1,"aa":2,"aaa":3}"#,
    ])
    func differentNamesAreAccepted(document: String) {
        #expect(refusal(document) == nil)
    }

    /// The sizes around the switch from comparing one by one to hashing, and well above it.
    @Test(arguments: [2, 15, 16, 17, 18, 33, 1_000])
    func theLastOfManyMembersIsCheckedAgainstAllOthers(count: Int) {
        let names = (0..<count).map { "member number \($0)" }
        let members = names.map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(refusal("{\(members)}") == nil)
        for name in [names[0], names[count / 2], names[count - 1]] {
            let escaped = "\\u006d" + name.dropFirst()
            #expect(refusal("{\(members),\"\(escaped)\":1}")?.reason == .duplicateMember(name: name))
        }
    }

    @Test func manyNamesThatOnlyLookAlikeAreAccepted() {
        let names = (0..<40).flatMap { ["\u{E9}\($0)", "e\u{301}\($0)"] }
        let members = names.map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(refusal("{\(members)}") == nil)
    }

    @Test func namesWithEqualEndsAreToldApart() {
        // Same length, first and last eight bytes: the fingerprints are equal, the names are not.
        let document = #"{"12345678-a-12345678":1,"12345678-b-12345678":2}"#
        #expect(refusal(document) == nil)
        #expect(refusal(#"{"12345678-a-12345678":1,"12345678-a-12345678":2}"#) != nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func anObjectOfManyMembersTakesLinearTime() throws {
        // Quadratic work would be ten thousand million comparisons.
        let members = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
        let object = try json("{\(members)}").objectValue
        #expect(object?.count == 100_000)
        #expect(refusal("{\(members),\"0\":0}")?.reason == .duplicateMember(name: "0"))
    }
}
