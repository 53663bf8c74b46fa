import Testing

@testable import UserAPI

struct EntityTagListTests {
    static let valid: [(value: String, texts: [String], weak: [Bool])] = [
        (#""a""#, [#""a""#], [false]),
        (#"W/"a""#, [#""a""#], [true]),
        (#""""#, [#""""#], [false]),
        (#""a", "b""#, [#""a""#, #""b""#], [false, false]),
        (#""a","b""#, [#""a""#, #""b""#], [false, false]),
        ("\"a\" ,\tW/\"b\"", [#""a""#, #""b""#], [false, true]),
        // Empty elements are to be ignored (RFC 9110 section 5.6.1.2).
        (#", "a",, "b","#, [#""a""#, #""b""#], [false, false]),
        // A comma and a backslash are ordinary characters of a tag.
        (#""a,b\""#, [#""a,b\""#], [false]),
        (#""é""#, [#""é""#], [false]),
    ]

    @Test(arguments: valid)
    func aListIsRead(row: (value: String, texts: [String], weak: [Bool])) {
        let tags = zip(row.texts, row.weak).map { EntityTagList.Tag(text: $0, isWeak: $1) }
        #expect(EntityTagList(row.value) == .tags(tags))
    }

    @Test func anAsteriskIsAny() {
        #expect(EntityTagList("*") == .any)
    }

    @Test(arguments: [
        "", " ", ",", "a", "\"a", "a\"", "\"a\" \"b\"", "\"a\"b", "w/\"a\"", "W/a", "W/ \"a\"", "*, \"a\"",
        "\"a\", *",
        "\"a b\"", "\"a\u{7F}\"", "\"a\tb\"", "'a'", "\"a\";q=1", "**",
        String(repeating: "\"a\",", count: 101),
    ])
    func whatBreaksTheGrammarIsRefused(value: String) {
        #expect(EntityTagList(value) == nil)
    }

    @Test func aHundredTagsAreTaken() {
        #expect(EntityTagList(String(repeating: "\"a\",", count: 100)) != nil)
    }

    @Test func strongComparisonNeedsAStrongTagAndWeakDoesNot() throws {
        let list = try #require(EntityTagList(#"W/"weak", "strong""#))
        #expect(list.matchesStrongly(#""strong""#))
        #expect(!list.matchesStrongly(#""weak""#))
        #expect(list.matchesWeakly(#""weak""#))
        #expect(!list.matchesWeakly(#""other""#))
        #expect(list.hashes(includingWeak: false) == ["strong"])
        #expect(list.hashes(includingWeak: true) == ["weak", "strong"])
        #expect(EntityTagList.any.matchesStrongly(#""x""#))
        #expect(EntityTagList.any.matchesWeakly(#""x""#))
    }
}
