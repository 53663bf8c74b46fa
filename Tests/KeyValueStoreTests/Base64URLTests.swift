import Testing

@testable import KeyValueStore

struct Base64URLTests {
    /// RFC 4648 section 10, without padding, and two characters of the alphabet that is safe in URLs.
    static let vectors: [([UInt8], String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xFF], "-_8"),
    ]

    @Test(arguments: vectors)
    func aPublishedVectorGoesBothWays(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(arguments: ["A", "AAAAA", "Zg=", "Zg==", "Zh", "Zm9", "Z m8", "+_8", "/_8", "Zm8\n", "é", "-_9"])
    func whatNoEncoderWritesIsRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func everyByteSurvives() {
        for length in 0...300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }
}
