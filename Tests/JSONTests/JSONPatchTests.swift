import JSON
import Testing

struct JSONPatchTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let document: String
        let patch: String
        let result: String

        init(_ name: String, _ document: String, _ patch: String, _ result: String) {
            (self.name, self.document, self.patch, self.result) = (name, document, patch, result)
        }

        var testDescription: String { name }
    }

    static let examples = [
        Example(
            "A.1 adding a member",
            #"{"foo":"bar"}"#,
            #"[{"op":"add","path":"/baz","value":"qux"}]"#,
            #"{"foo":"bar","baz":"qux"}"#
        ),
        Example(
            "A.2 adding an element",
            #"{"foo":["bar","baz"]}"#,
            #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
            #"{"foo":["bar","qux","baz"]}"#
        ),
        Example(
            "A.3 removing a member",
            #"{"baz":"qux","foo":"bar"}"#,
            #"[{"op":"remove","path":"/baz"}]"#,
            #"{"foo":"bar"}"#
        ),
        Example(
            "A.4 removing an element",
            #"{"foo":["bar","qux","baz"]}"#,
            #"[{"op":"remove","path":"/foo/1"}]"#,
            #"{"foo":["bar","baz"]}"#
        ),
        Example(
            "A.5 replacing a value",
            #"{"baz":"qux","foo":"bar"}"#,
            #"[{"op":"replace","path":"/baz","value":"boo"}]"#,
            #"{"baz":"boo","foo":"bar"}"#
        ),
        Example(
            "A.6 moving a value",
            #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
        ),
        Example(
            "A.7 moving an element",
            #"{"foo":["all","grass","cows","eat"]}"#,
            #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
            #"{"foo":["all","cows","eat","grass"]}"#
        ),
        Example(
            "A.8 testing",
            #"{"baz":"qux","foo":["a",2,"c"]}"#,
            #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
            #"{"baz":"qux","foo":["a",2,"c"]}"#
        ),
        Example(
            "A.10 adding a nested object",
            #"{"foo":"bar"}"#,
            #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
            #"{"foo":"bar","child":{"grandchild":{}}}"#
        ),
        Example(
            "A.11 ignoring unknown members",
            #"{"foo":"bar"}"#,
            #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#,
            #"{"foo":"bar","baz":"qux"}"#
        ),
        Example(
            "A.14 escaped tokens",
            #"{"/":9,"~1":10}"#,
            #"[{"op":"test","path":"/~01","value":10}]"#,
            #"{"/":9,"~1":10}"#
        ),
        Example(
            "A.16 adding an array",
            #"{"foo":["bar"]}"#,
            #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
            #"{"foo":["bar",["abc","def"]]}"#
        ),
        Example("no operations", #"{"a":1.0}"#, "[]", #"{"a":1.0}"#),
        Example(
            "adding replaces in place",
            #"{"a":1,"b":2}"#,
            #"[{"op":"add","path":"/a","value":3}]"#,
            #"{"a":3,"b":2}"#
        ),
        Example("adding at the end by index", "[1]", #"[{"op":"add","path":"/1","value":2}]"#, "[1,2]"),
        Example("adding to an empty array", "[]", #"[{"op":"add","path":"/-","value":null}]"#, "[null]"),
        Example("adding the whole document", #"{"a":1}"#, #"[{"op":"add","path":"","value":[1]}]"#, "[1]"),
        Example(
            "replacing the whole document",
            #"{"a":1}"#,
            #"[{"op":"replace","path":"","value":[]}]"#,
            "[]"
        ),
        Example(
            "replacing by null",
            #"{"a":1}"#,
            #"[{"op":"replace","path":"/a","value":null}]"#,
            #"{"a":null}"#
        ),
        Example("replacing an element", "[1,2]", #"[{"op":"replace","path":"/1","value":3.0}]"#, "[1,3.0]"),
        Example(
            "copying",
            #"{"a":{"b":1.0}}"#,
            #"[{"op":"copy","from":"/a","path":"/c"},{"op":"remove","path":"/a/b"}]"#,
            #"{"a":{},"c":{"b":1.0}}"#
        ),
        Example(
            "copying into itself",
            #"{"a":{}}"#,
            #"[{"op":"copy","from":"/a","path":"/a/b"}]"#,
            #"{"a":{"b":{}}}"#
        ),
        Example(
            "moving onto itself",
            #"{"a":1,"b":2}"#,
            #"[{"op":"move","from":"/a","path":"/a"}]"#,
            #"{"a":1,"b":2}"#
        ),
        Example("moving to the root", #"{"a":[1]}"#, #"[{"op":"move","from":"/a","path":""}]"#, "[1]"),
        Example(
            "moving over a member",
            #"{"a":1,"b":2}"#,
            #"[{"op":"move","from":"/a","path":"/b"}]"#,
            #"{"b":1}"#
        ),
        Example("an empty name", #"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
        Example(
            "testing by meaning",
            #"{"a":{"x":1.0,"y":"\u0061"}}"#,
            #"[{"op":"test","path":"/a","value":{"y":"a","x":1}}]"#,
            #"{"a":{"x":1.0,"y":"\u0061"}}"#
        ),
        Example(
            "later operations see earlier ones",
            "{}",
            #"[{"op":"add","path":"/a","value":{}},{"op":"add","path":"/a/b","value":[]},{"op":"add","path":"/a/b/0","value":1}]"#,
            #"{"a":{"b":[1]}}"#
        ),
        Example(
            "a name spelled with an escape",
            #"{"\u0061":{"b":1}}"#,
            #"[{"op":"replace","path":"/a/b","value":2}]"#,
            #"{"\u0061":{"b":2}}"#
        ),
    ]

    @Test(arguments: examples)
    func theOperationsGiveTheResult(example: Example) throws {
        let patch = try JSONPatch(json(example.patch))
        #expect(text(try patch.apply(to: json(example.document))) == example.result)
    }

    /// A document, a patch that fails on it, why, at which operation, and at which pointer.
    static let failures: [(String, String, JSONPatchError.Reason, Int, String)] = [
        // RFC 6902 A.9, A.12 and A.15.
        (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#, .testFailed, 0, "/baz"),
        (
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, .targetNotFound, 0,
            "/baz/bat"
        ),
        (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":"10"}]"#, .testFailed, 0, "/~01"),
        ("{}", #"[{"op":"remove","path":"/a"}]"#, .targetNotFound, 0, "/a"),
        ("{}", #"[{"op":"replace","path":"/a","value":1}]"#, .targetNotFound, 0, "/a"),
        ("{}", #"[{"op":"test","path":"/a","value":null}]"#, .testFailed, 0, "/a"),
        (#"{"b":1}"#, #"[{"op":"move","from":"/a","path":"/b"}]"#, .targetNotFound, 0, "/a"),
        (#"{"b":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, .targetNotFound, 0, "/a"),
        (#"{"b":1}"#, #"[{"op":"copy","from":"/b","path":"/c/d"}]"#, .targetNotFound, 0, "/c/d"),
        (#"{"b":1}"#, #"[{"op":"move","from":"/b","path":"/c/d"}]"#, .targetNotFound, 0, "/c/d"),
        ("[1]", #"[{"op":"add","path":"/2","value":1}]"#, .targetNotFound, 0, "/2"),
        ("[1]", #"[{"op":"add","path":"/01","value":1}]"#, .targetNotFound, 0, "/01"),
        ("[1]", #"[{"op":"add","path":"/x","value":1}]"#, .targetNotFound, 0, "/x"),
        ("[1]", #"[{"op":"remove","path":"/-"}]"#, .targetNotFound, 0, "/-"),
        ("[1]", #"[{"op":"replace","path":"/1","value":1}]"#, .targetNotFound, 0, "/1"),
        ("[1]", #"[{"op":"replace","path":"/-","value":1}]"#, .targetNotFound, 0, "/-"),
        ("[1]", #"[{"op":"move","from":"/0","path":"/1"}]"#, .targetNotFound, 0, "/1"),
        ("1", #"[{"op":"add","path":"/a","value":1}]"#, .targetNotFound, 0, "/a"),
        (
            #"{"a":1}"#, #"[{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]"#, .targetNotFound, 1,
            "/a"
        ),
        (
            #"{"a":1}"#, #"[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":2}]"#,
            .testFailed, 1, "/a"
        ),
    ]

    @Test(arguments: failures)
    func aFailureNamesItsOperationAndPlace(
        document: String,
        patch: String,
        reason: JSONPatchError.Reason,
        index: Int,
        pointer: String
    ) throws {
        let patch = try JSONPatch(json(patch))
        let error = #expect(throws: JSONPatchError.self) { try patch.apply(to: json(document)) }
        #expect(error?.reason == reason)
        #expect(error?.operationIndex == index)
        #expect(error?.pointer == pointer)
        #expect(error?.description.contains("operation \(index) at \"\(pointer)\"") == true)
    }

    static let malformed: [(String, JSONPatchError.Defect, Int?)] = [
        ("{}", .notAnArray, nil), ("null", .notAnArray, nil), ("[1]", .operationNotAnObject, 0),
        ("[[]]", .operationNotAnObject, 0),
        ("[{}]", .missingOperation, 0), (#"[{"op":1,"path":""}]"#, .missingOperation, 0),
        (#"[{"op":"merge","path":""}]"#, .unknownOperation, 0),
        (#"[{"op":"Add","path":"","value":1}]"#, .unknownOperation, 0),
        (#"[{"op":"add","value":1}]"#, .invalidPath, 0),
        (#"[{"op":"add","path":null,"value":1}]"#, .invalidPath, 0),
        (#"[{"op":"add","path":"a","value":1}]"#, .invalidPath, 0),
        (#"[{"op":"remove","path":"/~"}]"#, .invalidPath, 0),
        (#"[{"op":"add","path":"/a"}]"#, .missingValue, 0),
        (#"[{"op":"replace","path":"/a"}]"#, .missingValue, 0),
        (#"[{"op":"test","path":"/a"}]"#, .missingValue, 0),
        (#"[{"op":"move","path":"/a"}]"#, .invalidFrom, 0),
        (#"[{"op":"copy","path":"/a","from":"b"}]"#, .invalidFrom, 0),
        (#"[{"op":"copy","from":"/a"}]"#, .invalidPath, 0),
        (#"[{"op":"move","from":"/a","path":"/a/b"}]"#, .moveIntoItself, 0),
        (#"[{"op":"move","from":"","path":"/a"}]"#, .moveIntoItself, 0),
        (#"[{"op":"remove","path":""}]"#, .removesDocument, 0),
        (#"[{"op":"test","path":"","value":1},{"op":"add","path":"/a"}]"#, .missingValue, 1),
    ]

    @Test(arguments: malformed)
    func aMalformedPatchIsRefusedBeforeItIsApplied(patch: String, defect: JSONPatchError.Defect, index: Int?)
        throws
    {
        let value = try json(patch)
        let error = #expect(throws: JSONPatchError.self) { try JSONPatch(value) }
        #expect(error?.reason == .malformedDocument(defect))
        #expect(error?.operationIndex == index)
        #expect(error?.description.contains(defect.rawValue) == true)
    }

    @Test func anAmbiguousOperationNeverBecomesAPatch() {
        // RFC 6902 A.13: a second "op" is refused by the parser already.
        let patch = #"[{"op":"add","path":"/baz","value":"qux","op":"remove"}]"#
        #expect(refusal(patch)?.reason == .duplicateMember(name: "op"))
    }
}
