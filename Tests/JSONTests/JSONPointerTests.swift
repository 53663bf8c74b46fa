import JSON
import Testing

struct JSONPointerTests {
    /// The document of RFC 6901 section 5.
    static let document = #"""
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}
        """#

    @Test(arguments: [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/foo/1", #""baz""#), ("/", "0"), ("/a~1b", "1"),
        ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"),
        ("/m~0n", "8"),
    ])
    func theExamplesOfTheRFCResolve(pointer: String, value: String) throws {
        let pointer = try #require(JSONPointer(pointer))
        #expect(pointer.resolve(in: try json(Self.document)) == (try json(value)))
    }

    @Test func theEmptyPointerIsTheWholeDocument() throws {
        let document = try json(Self.document)
        #expect(JSONPointer("")?.resolve(in: document) == document)
    }

    @Test(arguments: [
        "/absent", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/1e0", "/foo/ 1", "/foo/",
        "/foo/a", "/foo/-1",
        "/foo/0/x", "//0", "/FOO", "/foo/99999999999999999999", "/foo/１",
    ])
    func whatIsNotThereIsNil(pointer: String) throws {
        let pointer = try #require(JSONPointer(pointer))
        #expect(pointer.resolve(in: try json(Self.document)) == nil)
    }

    @Test(arguments: ["a", "a/b", " /a", "/~", "/~2", "/a~", "/~~0", "#/a"])
    func textThatIsNoPointerIsRefused(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(
        arguments: [
            ("", []), ("/", [""]), ("//", ["", ""]), ("/a/b", ["a", "b"]), ("/~01", ["~1"]), ("/~10", ["/0"]),
            ("/~1~0", ["/~"]),
            ("/é", ["é"]),
        ] as [(String, [String])]
    )
    func tokensAreUnescapedOnce(text: String, tokens: [String]) {
        #expect(JSONPointer(text)?.tokens == tokens)
        #expect(JSONPointer(tokens: tokens).description == text)
    }

    @Test func insideMeansBelowByWholeTokens() throws {
        let parent = try #require(JSONPointer("/a/b"))
        #expect(JSONPointer("/a/b/c")?.isInside(parent) == true)
        #expect(JSONPointer("/a/b")?.isInside(parent) == false)
        #expect(JSONPointer("/a/bc")?.isInside(parent) == false)
        #expect(JSONPointer("/a")?.isInside(JSONPointer(tokens: [])) == true)
    }

    @Test func pointersThatOnlyLookAlikeDiffer() {
        #expect(JSONPointer("/\u{E9}") != JSONPointer("/e\u{301}"))
        #expect(JSONPointer("/a") == JSONPointer(tokens: ["a"]))
    }
}
