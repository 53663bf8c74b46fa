import Glibc
import KeyValueStore
import Testing

@testable import UserAPI

/// Random queries and cursors; `USERKV_FUZZ_MULTIPLIER` asks for so many times more of them.
struct QueryFuzzTests {
    private static let rounds =
        20_000 * (getenv("USERKV_FUZZ_MULTIPLIER").flatMap { Int(String(cString: $0)) } ?? 1)
    private static let characters = Array("abc=&%+;#/ 0123456789ABCDEFélimitcursor\u{0}".unicodeScalars)

    private static func text(_ generator: inout SystemRandomNumberGenerator, _ count: Int) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...count, using: &generator) {
            text.append(characters.randomElement(using: &generator) ?? "a")
        }
        return String(text)
    }

    @Test func aRandomQueryIsReadOrRefused() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<Self.rounds {
            let text = Self.text(&generator, 30)
            guard let query = try? QueryParameters(text: text, allowed: ["a", "limit", "cursor"]) else {
                continue
            }
            // What is read has only names that are allowed, and no value holds an encoding that was not decoded.
            for part in text.split(separator: "&") {
                let name = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)[0]
                #expect(["a", "limit", "cursor"].contains(String(name)) || name.contains("%"), "\(text)")
            }
            _ = try? query.integer("limit", in: 1...1000)
        }
    }

    @Test func aRandomCursorComesBackOrIsRefused() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<Self.rounds {
            let inner = Self.text(&generator, 20)
            let prefix = Self.text(&generator, 5)
            let cursor = ListCursor.encode(KVCursor("c\(inner)"), prefix: prefix)
            #expect(ListCursor.decode(cursor, prefix: prefix)?.text == "c\(inner)")
            var altered = Array(cursor.utf8)
            altered[Int.random(in: altered.indices, using: &generator)] ^= UInt8.random(
                in: 1...127,
                using: &generator
            )
            let text = String(decoding: altered, as: UTF8.self)
            if text != cursor { #expect(ListCursor.decode(text, prefix: prefix) == nil, "\(cursor) \(text)") }
            _ = ListCursor.decode(inner, prefix: prefix)
        }
    }
}
