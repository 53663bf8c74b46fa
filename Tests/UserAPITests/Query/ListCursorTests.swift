import KeyValueStore
import Testing

@testable import UserAPI

struct ListCursorTests {
    @Test(arguments: ["a", "user:u1", String(repeating: "x", count: 1000)])
    func aCursorComesBackForItsOwnListing(text: String) {
        let cursor = KVCursor(text)
        for prefix in ["", "u", "u1"] {
            #expect(ListCursor.decode(ListCursor.encode(cursor, prefix: prefix), prefix: prefix) == cursor)
        }
    }

    @Test func aCursorOfAnotherListingIsRefused() {
        let text = ListCursor.encode(KVCursor("abc"), prefix: "u")
        for prefix in ["", "U", "u1", "v"] { #expect(ListCursor.decode(text, prefix: prefix) == nil) }
    }

    @Test func everyAlteredCharacterIsNoticed() {
        let text = Array(ListCursor.encode(KVCursor("user:u1"), prefix: ""))
        for index in text.indices {
            for other in ["A", "b", "9", "-", "=", "é"] where other != String(text[index]) {
                var altered = text.map { String($0) }
                altered[index] = other
                #expect(ListCursor.decode(altered.joined(), prefix: "") == nil, "\(index) \(other)")
            }
            #expect(ListCursor.decode(String(text[..<index]), prefix: "") == nil)
            #expect(ListCursor.decode(String(text[(index + 1)...]), prefix: "") == nil)
        }
    }

    @Test(arguments: ["", "A", "MQ", "%00", String(repeating: "A", count: 5000)])
    func whatIsNoCursorIsRefused(text: String) {
        #expect(ListCursor.decode(text, prefix: "") == nil)
    }

    @Test func aCursorNeedsNoEscapingInAURL() {
        let text = ListCursor.encode(KVCursor("user:é/?&=+ \u{0}"), prefix: "a b")
        #expect(
            text.utf8.allSatisfy {
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0)
            }
        )
    }
}
