import Testing

@testable import JSON

/// The check that builds nothing says what the parser says.
struct JSONCheckingTests {
    private static func isObject(_ bytes: [UInt8]) -> Bool {
        if case .object? = try? JSONParser.parse(bytes) { true } else { false }
    }

    private static func isPlainObject(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes, maximumDepth: JSONLimits.standard.maximumDepth)
            return reader.isPlainObject()
        }
    }

    static let plain = [
        "{}", " {\n} ", #"{"a":1}"#, #"{ "a" : [ 1 , -2.5e+3 , [ ] , { } ] , "b" : "x\u00e9\n" }"#,
        #"{"a":true,"b":false,"c":null,"aa":"é"}"#, #"{"a":{"a":{"a":"a"}},"":0}"#,
        // Two names of one fingerprint.
        #"{"abcdefgh1abcdefgh":1,"abcdefgh2abcdefgh":2}"#,
        object(members: JSONNameExtents.capacity),
        "{\"list\":["
            + Array(repeating: object(members: JSONNameExtents.capacity - 1), count: 3).joined(separator: ",")
            + "],\"next\":1}",
    ]

    /// An object with so many members of different names.
    private static func object(members: Int) -> String {
        "{" + (0..<members).map { "\"m\($0)\":\($0)" }.joined(separator: ",") + "}"
    }

    @Test(arguments: plain)
    func anObjectLikeMostIsCheckedWithoutBuildingIt(text: String) {
        #expect(Self.isPlainObject(Array(text.utf8)))
        #expect(Self.isObject(Array(text.utf8)))
    }

    static let undecided = [
        #"{"\u0061":1}"#, object(members: JSONNameExtents.capacity + 1),
        "{\"outer\":" + object(members: JSONNameExtents.capacity) + "}",
    ]

    @Test(arguments: undecided)
    func whatTheCheckGivesUpOnIsDecidedByTheParser(text: String) {
        #expect(!Self.isPlainObject(Array(text.utf8)))
        #expect(JSONParser.isObject(Array(text.utf8)))
    }

    static let refused = [
        "", " ", "[]", "1", "\"a\"", "{", "}", "{}{}", "{},", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
        #"{,"a":1}"#,
        #"{"a":1 "b":2}"#, #"{"a":01}"#, #"{"a":1.}"#, #"{"a":tru}"#, #"{"a":nul"#, #"{"a":[1,]}"#,
        #"{"a":[1 2]}"#,
        #"{"a":"\x"}"#, "{\"a\":\"\u{1}\"}", #"{"a":1,"a":2}"#, #"{"ab":1,"a":1,"ab":2}"#, #"{'a':1}"#,
        #"{"a":{"b":1,"b":1}}"#, #"{"abcdefghijk":1,"abcdefghijk":2}"#, "\u{FEFF}{}", #"{"a":"\ud800"}"#,
        "{\"a\":" + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}",
    ]

    @Test(arguments: refused)
    func whatIsNoObjectIsRefused(text: String) {
        #expect(!Self.isPlainObject(Array(text.utf8)))
        #expect(!Self.isObject(Array(text.utf8)))
        #expect(!JSONParser.isObject(Array(text.utf8)))
    }

    /// The filter only says that a name may be known; the comparison has to find it.
    @Test(arguments: 0..<(JSONNameExtents.capacity - 1))
    func aNameThatComesAgainIsFoundWhereverItStood(position: Int) {
        let members = Self.object(members: JSONNameExtents.capacity - 1).dropLast()
        #expect(!Self.isPlainObject(Array("\(members),\"m\(position)\":0}".utf8)))
        #expect(!JSONParser.isObject(Array("\(members),\"m\(position)\":0}".utf8)))
        let short = Self.object(members: position + 1).dropLast()
        #expect(!JSONParser.isObject(Array("\(short),\"m\(position)\":0}".utf8)))
    }

    @Test func whatIsNotUTF8IsRefused() {
        #expect(!JSONParser.isObject(Array("{\"a\":\"".utf8) + [0xC0, 0x80] + Array("\"}".utf8)))
        #expect(!JSONParser.isObject(Array("{\"".utf8) + [0xFF] + Array("\":1}".utf8)))
    }

    @Test func aDocumentAboveTheLimitIsRefused() {
        #expect(!JSONParser.isObject(Array(#"{"a":1}"#.utf8), limits: JSONLimits(maximumBytes: 6)))
        #expect(JSONParser.isObject(Array(#"{"a":1}"#.utf8), limits: JSONLimits(maximumBytes: 7)))
    }

    @Test(arguments: fuzzSeeds(300))
    func theCheckNeverTakesWhatTheParserRefuses(seed: UInt64) {
        var source = RandomDocument(seed: seed)
        var generator = SeededGenerator(seed: seed ^ 0xC4EC_4ED0)
        for _ in 0..<50 {
            let whole = Array("{\"a\":\(source.make()),\"b\":\(source.make())}".utf8)
            for bytes in [whole, DamagedDocument.make(whole, &generator)] {
                let verdict = Self.isObject(bytes)
                #expect(JSONParser.isObject(bytes) == verdict)
                if Self.isPlainObject(bytes) { #expect(verdict) }
            }
        }
    }
}
