import JSON
import KeyValueStore
import Testing

@testable import CloudflareKV

/// The bulk bodies are read element by element; that must never accept or refuse other texts than a whole parse does.
struct BulkBodyPropertyTests {
    private static let alphabet = Array(#"[]{}",:\ ua0e1-.tfn"#.utf8) + [0x0A, 0x09, 0xC3, 0xA9, 0x00, 0xFF]

    /// A list of strings, with a few bytes changed, removed or added.
    private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
        let names = ["a", #"b\"]"#, #"\u00e9"#, #",[{"#, "é", ""]
        let count = Int(generator.next() % 4)
        let items = (0..<count).map { _ in "\"\(names[Int(generator.next() % UInt64(names.count))])\"" }
        var text = Array("[\(items.joined(separator: " , "))]".utf8)
        for _ in 0..<(generator.next() % 4) {
            let place = Int(generator.next() % UInt64(text.count))
            let byte = alphabet[Int(generator.next() % UInt64(alphabet.count))]
            switch generator.next() % 3 {
            case 0: text[place] = byte
            case 1: text.insert(byte, at: place)
            default: if text.count > 1 { text.remove(at: place) }
            }
        }
        return text
    }

    @Test func readsExactlyTheListsOfKeysThatAWholeParseReads() {
        var generator = SeededGenerator(seed: 42)
        var accepted = 0
        for _ in 0..<20_000 {
            let text = Self.text(&generator)
            let whole = (try? JSONParser.parse(text))?.arrayValue?.map(\.stringValue)
            let body = KVAPIBulkBody(operation: .deleteBulk, nowMilliseconds: 0)
            let keys = try? body.keys(text).map(\.name)
            let isList =
                whole.map { $0.allSatisfy { $0.map { $0 != "" && $0 != "." && $0 != ".." } ?? false } }
                ?? false
            #expect((keys != nil) == isList, "\(String(decoding: text, as: UTF8.self))")
            if let keys { #expect(keys == whole?.compactMap(\.self)) }
            if keys != nil { accepted += 1 }
        }
        // Neither all nor none: the texts are worth reading.
        #expect((2000...18_000).contains(accepted))
    }
}
