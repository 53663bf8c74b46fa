import JSON
import Testing

struct JSONMergePatchTests {
    /// Target, patch and result of RFC 7396 appendix A.
    static let examples = [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ]

    /// More of the same: order, spelling and nulls in every place.
    static let details = [
        (#"{"a":1.0,"b":2,"c":1e3}"#, #"{"b":20.0}"#, #"{"a":1.0,"b":20.0,"c":1e3}"#),
        (#"{"z":1,"a":2}"#, #"{"y":3,"b":4,"z":null}"#, #"{"a":2,"y":3,"b":4}"#),
        (#"{"\u0061":1}"#, #"{"a":2}"#, #"{"\u0061":2}"#),
        (#"{"a":1}"#, #"{"\u0061":null}"#, "{}"),
        (#"{"a":{"b":{"c":1,"d":"\u0064"}}}"#, #"{"a":{"b":{"c":null}}}"#, #"{"a":{"b":{"d":"\u0064"}}}"#),
        (#"{"a":1}"#, #"{"a":{"b":null,"c":[null,{"d":null}]}}"#, #"{"a":{"c":[null,{"d":null}]}}"#),
        (#"{"a":1}"#, "{}", #"{"a":1}"#), ("1", "{}", "{}"),
        (#"{"a":{"b":1}}"#, #"{"a":{}}"#, #"{"a":{"b":1}}"#),
    ]

    @Test(arguments: examples + details)
    func theResultIsThatOfTheRFC(target: String, patch: String, result: String) throws {
        #expect(text(JSONMergePatch.apply(try json(patch), to: try json(target))) == result)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [20, 50_000])
    func manyMembersAreMergedInLinearTime(count: Int) {
        let target = JSONObject((0..<count).map { JSONMember(name: "n\($0)", value: JSONValue(Int64($0))) })
        let patch = JSONObject(
            (0..<count).map { JSONMember(name: "n\($0 * 2)", value: $0 % 2 == 0 ? .null : .bool(true)) }
        )
        let result = JSONMergePatch.apply(.object(patch), to: .object(target)).objectValue
        // Half of the patch hits the target; half of those hits remove, and half of the misses add.
        #expect(result?.count == count - count / 4 + count / 4)
        #expect(result?["n0"] == nil)
        #expect(result?["n2"] == .bool(true))
        #expect(result?["n1"] == JSONValue(1))
        #expect(result?.members.last?.name.value == "n\(count * 2 - 2)")
    }
}
