import JSON
import Testing

struct JSONErrorTests {
    @Test(arguments: [
        ("?", 1, 1), ("[1,?", 1, 4), ("[1,\n?", 2, 1), ("[1,\r\n  ?", 2, 3), ("\n\n\n?", 4, 1),
        ("[\"é漢👩\",?", 1, 8), ("[\"é\",\n\"漢\" ?", 2, 5), ("", 1, 1), ("[\n", 2, 1),
    ])
    func theLineAndColumnCountCodePointsFromOne(document: String, line: Int, column: Int) {
        let error = refusal(document)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test(arguments: [
        ("[1,\n 2 3]", "unexpected character, expected ',' or ']', at line 2, column 4 (byte 7)"),
        ("{\"a\":1,\"a\":2}", "duplicate member \"a\" at line 1, column 8 (byte 7)"),
        ("{\"a", "unexpected end of the document at line 1, column 4 (byte 3)"),
        ("{\"a\\n\":1,\"a\\n\":2}", "duplicate member \"a\\n\" at line 1, column 10 (byte 9)"),
    ])
    func theDescriptionIsASentenceWithThePosition(document: String, description: String) {
        #expect(refusal(document)?.description == description)
    }

    @Test func aLongNameIsCutInTheDescription() {
        let name = String(repeating: "é", count: 1_000)
        let error = refusal("{\"\(name)\":1,\"\(name)\":1}")
        #expect(error?.reason == .duplicateMember(name: name))
        #expect((error?.description.utf8.count ?? 0) < 250)
    }

    @Test(arguments: JSONParserTests.invalid)
    func everyReasonHasItsWords(document: String, reason: JSONError.Reason, offset: Int) {
        #expect(!reason.summary.isEmpty)
        #expect(refusal(document)?.description.hasSuffix("(byte \(offset))") == true)
    }
}
