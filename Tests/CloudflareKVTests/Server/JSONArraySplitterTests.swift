import Testing

@testable import CloudflareKV

struct JSONArraySplitterTests {
    @Test(arguments: [
        ("[]", []), (" [ ] \n", []), ("[1]", ["1"]), ("[ 1 , 2 ]", ["1 ", "2 "]),
        (#"["a,b]", "\"]", "\\"]"#, [#""a,b]""#, #""\"]""#, #""\\""#]),
        (#"[{"a":[1,{"b":2}]},[[]]]"#, [#"{"a":[1,{"b":2}]}"#, "[[]]"]),
        (#"[{"a":"}]"}]"#, [#"{"a":"}]"}"#]),
    ])
    func finds(text: String, elements: [String]) throws {
        let bytes = Array(text.utf8)
        var splitter = JSONArraySplitter(bytes, tokensMaximum: 10)
        var found: [String] = []
        while let range = try splitter.next() { found.append(String(decoding: bytes[range], as: UTF8.self)) }
        #expect(found == elements)
    }

    @Test(
        arguments: [
            ("", .notAnArray), ("{}", .notAnArray), ("1", .notAnArray), ("[", .unexpectedEnd),
            ("[1", .unexpectedEnd),
            ("[1,", .unexpectedEnd), (#"["a"#, .unexpectedEnd), (#"["a\"#, .unexpectedEnd),
            ("[[1]", .unexpectedEnd),
            ("[1}", .unexpectedCharacter), ("[] []", .trailingBytes), ("[1]]", .trailingBytes),
            ("[[,,,,,,,,,,]]", .tooComplex),
        ] as [(String, JSONArraySplitter.Problem)]
    )
    func refuses(text: String, problem: JSONArraySplitter.Problem) {
        var splitter = JSONArraySplitter(Array(text.utf8), tokensMaximum: 10)
        #expect(throws: problem) {
            while try splitter.next() != nil {}
        }
    }
}
