import JSON
import Testing

struct JSONStringTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("a/b", "a/b"), ("\"", "\\\""), ("\\", "\\\\"),
        ("\n\r\t\u{8}\u{C}", "\\n\\r\\t\\b\\f"),
        ("\u{0}\u{1F}", "\\u0000\\u001f"), ("\u{7F}é\u{2028}👩", "\u{7F}é\u{2028}👩"),
        ("<script>&'", "<script>&'"),
    ])
    func onlyWhatMustBeEscapedIs(value: String, lexeme: String) {
        #expect(JSONString(value).lexeme.utf8.elementsEqual(lexeme.utf8))
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u00E9\u20ac""#, "Aéé€"),
        (#""\ud83d\ude00""#, "\u{1F600}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\ud800\udc00x""#, "\u{10000}x"),
        (#""\\u0041""#, "\\u0041"), (#""a\u0000b""#, "a\u{0}b"), (#""\ufffe""#, "\u{FFFE}"),
    ])
    func escapesStandForTheirCharacters(document: String, value: String) throws {
        let string = try #require(try json(document).stringValue)
        #expect(string.utf8.elementsEqual(value.utf8))
    }

    @Test func everyScalarComesBackThroughItsEscape() throws {
        for code in stride(from: UInt32(0), through: 0x10FFFF, by: 251) {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let units = Character(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            let value = try json("\"\(units.joined())\"").stringValue
            #expect(value?.unicodeScalars.elementsEqual([scalar]) == true)
        }
    }

    @Test(arguments: ["", "a", "\u{0}", "\"\\\n", "é👩\u{10FFFF}", "\\u0041"])
    func aValueComesBackThroughText(value: String) throws {
        let document = JSONValue(value).bytes
        #expect(try JSONParser.parse(document).stringValue?.utf8.elementsEqual(value.utf8) == true)
    }

    @Test(arguments: [
        ("\"a\"", "a", true), ("\"\\u0061\"", "a", true), ("\"a\"", "b", false), ("\"\\u0061\"", "b", false),
        ("\"\\u0061\"", "\\u0061", false), ("\"\\\\\"", "\\\\", false), ("\"\\\\\"", "\\", true),
        ("\"\u{E9}\"", "e\u{301}", false), ("\"e\u{301}\"", "\u{E9}", false), ("\"\\u00e9\"", "\u{E9}", true),
        ("\"\"", "", true), ("\"a\"", "", false), ("\"\"", "a", false), ("\"a\"", "A", false),
    ])
    func equalityIsByUnescapedBytes(document: String, other: String, isEqual: Bool) throws {
        guard case .string(let string) = try json(document) else {
            Issue.record("not a string")
            return
        }
        #expect(string.equals(other) == isEqual)
        #expect(string.isEquivalent(to: JSONString(other)) == isEqual)
        #expect(JSONString(other).isEquivalent(to: string) == isEqual)
    }

    @Test func identityIsByLexeme() throws {
        #expect(try json("\"a\"") == json("\"a\""))
        #expect(try json("\"a\"") != json("\"\\u0061\""))
        #expect(try json("\"\u{E9}\"") != json("\"e\u{301}\""))
    }
}
