import JSON
import Testing

@testable import UserAPI

struct ItemSplitterTests {
    /// What a splitter makes of a text that comes in pieces; nil in place of what follows a fault.
    private func split(_ form: ItemSplitter.Form, _ pieces: [[UInt8]], maximum: Int = 1000) -> [String?] {
        var splitter = ItemSplitter(form: form, itemBytesMaximum: maximum)
        var chunk = ItemChunk(itemsMaximum: .max, bytesMaximum: .max)
        var isFaulty = false
        do throws(Problem) {
            for piece in pieces {
                var piece = piece[...]
                try splitter.take(from: &piece, into: &chunk)
            }
            if let last = try splitter.finish() { chunk.append(last) }
        } catch {
            isFaulty = true
        }
        return chunk.items.map { String(decoding: $0, as: UTF8.self) } + (isFaulty ? [nil] : [])
    }

    static let arrays: [(text: String, items: [String?])] = [
        ("[]", []),
        (" [ ] ", []),
        ("[{}]", ["{}"]),
        ("[{},{}]", ["{}", "{}"]),
        ("\r\n[\t{\"a\":1} , {\"b\":[1,{}]}\n]\n", ["{\"a\":1}", "{\"b\":[1,{}]}"]),
        (#"[{"a":"]},{["},{"b":"\"]\\"}]"#, [#"{"a":"]},{["}"#, #"{"b":"\"]\\"}"#]),
        (#"[1,"x",null, true ,[1,2],{}]"#, ["1", #""x""#, "null", "true ", "[1,2]", "{}"]),
        (#"[{"é":"日本"}]"#, [#"{"é":"日本"}"#]),
        // What follows is a fault, and what came before it is not lost.
        ("", [nil]),
        (" ", [nil]),
        ("[", [nil]),
        ("{}", [nil]),
        ("x", [nil]),
        ("[{}", ["{}", nil]),
        ("[{},", ["{}", nil]),
        ("[{},]", ["{}", nil]),
        ("[,{}]", [nil]),
        ("[{} {}]", ["{}", nil]),
        ("[{}]x", ["{}", nil]),
        ("[{}][]", ["{}", nil]),
        ("[{},{\"a\":", ["{}", nil]),
        (#"[{"a":"\"#, [nil]),
    ]

    static let lines: [(text: String, items: [String?])] = [
        ("", []),
        ("\n", []),
        ("{}", ["{}"]),
        ("{}\n", ["{}"]),
        ("{}\n{}", ["{}", "{}"]),
        ("\n{}\r\n \t\r\n{\"a\":\"\\n\"}\n", ["{}\r", "{\"a\":\"\\n\"}"]),
        ("not json\n{}", ["not json", "{}"]),
    ]

    @Test(arguments: arrays)
    func anArrayIsCutIntoItsItems(text: String, items: [String?]) {
        #expect(split(.array, [Array(text.utf8)]) == items)
    }

    @Test(arguments: lines)
    func linesAreCutAtLineFeeds(text: String, items: [String?]) {
        #expect(split(.lines, [Array(text.utf8)]) == items)
    }

    @Test func theCutDoesNotDependOnHowThePiecesCome() {
        for (form, rows) in [(ItemSplitter.Form.array, Self.arrays), (.lines, Self.lines)] {
            for (text, items) in rows {
                let bytes = Array(text.utf8)
                #expect(split(form, bytes.map { [$0] }) == items, "\(text)")
                for place in 0...bytes.count {
                    #expect(
                        split(form, [Array(bytes[..<place]), [], Array(bytes[place...])]) == items,
                        "\(text) at \(place)"
                    )
                }
            }
        }
    }

    @Test func aFullChunkLeavesTheRestOfTheBytes() throws {
        var splitter = ItemSplitter(form: .lines, itemBytesMaximum: 10)
        var rest = Array("1\n22\n333\n4444\n".utf8)[...]
        var chunk = ItemChunk(itemsMaximum: 2, bytesMaximum: 100)
        try splitter.take(from: &rest, into: &chunk)
        #expect(chunk.items == [Array("1".utf8), Array("22".utf8)])
        #expect(rest.elementsEqual("333\n4444\n".utf8))
        chunk = ItemChunk(itemsMaximum: 100, bytesMaximum: 3)
        try splitter.take(from: &rest, into: &chunk)
        #expect(chunk.items == [Array("333".utf8)])
        #expect(rest.elementsEqual("4444\n".utf8))
    }

    @Test func anItemHasABoundAndOthersHaveNone() {
        let fits = "[\"\(String(repeating: "x", count: 8))\"]"
        let long = "[1,\"\(String(repeating: "x", count: 9))\"]"
        #expect(split(.array, [Array(fits.utf8)], maximum: 10).count == 1)
        #expect(split(.array, [Array(long.utf8)], maximum: 10) == ["1", nil])
        #expect(split(.lines, [Array("0123456789\n0123456789a".utf8)], maximum: 10) == ["0123456789", nil])
        let many = "[\(Array(repeating: "{}", count: 10_000).joined(separator: ","))]"
        #expect(split(.array, [Array(many.utf8)], maximum: 10).count == 10_000)
    }
}
