import Testing

@testable import Users

struct UserIDTests {
    @Test(arguments: [
        "u", "U1", "0", "u.1", "a_b~c@d:e+f-g", "user@example.com", "a..b", "a.",
        String(repeating: "a", count: 128),
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
    ])
    func textOfTheGrammarIsAnIdentifier(text: String) throws {
        let id = try #require(UserID(text))
        #expect(id.text == text)
        #expect(id.description == text)
        #expect(UserID(bytes: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }

    @Test(arguments: [
        "", ".", "..", ".a", "-a", "_a", "~a", "@a", ":a", "+a", " a", "a ", "a b", "a/b", "a\\b", "a%20b",
        "a\0b", "a\n",
        "é", "aé", "ａ", "a?b", "a#b", "a,b", "a;b", "a=b", "a&b", "a*b", "a'b", "a\"b", "a(b", "a|b", "a^b",
        "a`b",
        String(repeating: "a", count: 129),
    ])
    func otherTextIsNone(text: String) {
        #expect(UserID(text) == nil)
    }

    @Test func everyByteIsEitherInTheGrammarOrNot() {
        let first = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let later = first.union("._~@:+-".utf8)
        for byte in UInt8.min...UInt8.max {
            [byte].withUnsafeBytes { #expect(UserID.isValid($0) == first.contains(byte)) }
            [0x61, byte].withUnsafeBytes { #expect(UserID.isValid($0) == later.contains(byte)) }
        }
    }

    @Test func aPrefixIsABeginningOrNothing() {
        for (text, expected) in [("", true), ("a", true), ("a-", true), ("-a", false), ("a b", false)] {
            Array(text.utf8).withUnsafeBytes { #expect(UserID.isValidPrefix($0) == expected, "\(text)") }
        }
    }

    @Test func caseCounts() {
        #expect(UserID("a") != UserID("A"))
    }
}
