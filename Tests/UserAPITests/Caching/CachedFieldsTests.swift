import KeyValueStore
import Testing

@testable import UserAPI

@Suite struct CachedFieldsTests {
    private static let value = Array(#"{"id":"u1"}"#.utf8)

    private func lines(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: [nil, 1_800_000_000 as Int64?])
    func theLinesAreThoseOfTheAnswers(expiration: Int64?) {
        let entry = KVEntry(value: Self.value, expiration: expiration, version: KVVersion(1))
        let tag = EntityTag(content: Self.value).text
        let common =
            "ETag: \(tag)\r\nCache-Control: private, no-cache\r\n"
            + (expiration.map { "Expiration: \($0)\r\n" } ?? "")
        CachedFields.make(entry).withUnsafeBytes { attachment in
            #expect(
                lines(CachedFields.ofRepresentation(attachment))
                    == "Content-Type: application/json\r\nContent-Length: 11\r\n" + common
            )
            #expect(lines(CachedFields.ofNotModified(attachment)) == common)
            #expect(lines(CachedFields.tag(attachment)) == tag)
        }
    }

    /// They are kept for as long as the user is.
    @Test func theLinesTakeNoMoreMemoryThanTheyNeed() {
        let made = CachedFields.make(KVEntry(value: Self.value, version: KVVersion(1)))
        #expect(made.capacity < made.count + 32)
    }

    @Test(arguments: ["", "[1]", #"{"id":}"#, "\"text\""])
    func whatIsNoUserHasNone(text: String) {
        let entry = KVEntry(value: Array(text.utf8), version: KVVersion(1))
        #expect(CachedFields.make(entry).isEmpty)
    }
}
