import Testing

@testable import HTTPServer

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("/?#", "%2F%3F%23"), ("%", "%25"),
        ("\u{E9}", "%C3%A9"), ("\u{1}", "%01"),
    ])
    func encodedTextIsDecodedToItself(text: String, encoded: String) {
        #expect(PercentEncoding.encoded(text) == encoded)
        #expect(Array(encoded.utf8).withUnsafeBytes(PercentEncoding.decodedText) == text)
    }

    @Test(arguments: ["%", "%1", "%g0", "a%", "%%", "%00", "%80", "%c3%28"])
    func whatStandsForNoTextIsNil(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes(PercentEncoding.decodedText) == nil)
    }
}
