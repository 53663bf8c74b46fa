import JSON
import Testing

struct JSONParserTests {
    /// Documents that have no white space outside strings, so that their compact text is their text.
    static let valid = [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "1.0", "0.10", "-0.0", "1e3", "1E3", "1e+3",
        "1E-3",
        "1.5e300", "1e400", "1e99999999999999999999", "-1e-99999999999999999999", "12345678901234567890",
        "123456789012345678901234567890.123456789012345678901234567890", "0e0", "0e+00", "0.0e-00",
        #""""#, #""a""#, #"" ""#, #""/""#, #""\/""#, #""\\""#, #""\"""#, #""\b\f\n\r\t""#, #""\u0000""#,
        #""\u0061\u00e9\u00E9""#, #""\ud834\udd1e""#, #""\uD834\uDD1E""#, #""\uFFFF\uFFFE\uFDD0""#,
        #""\\u0061""#, #""\\\\""#, #""\\\"""#, "\"\u{7F}\"", "\"\u{80}\"",
        "\"\u{7FF}\u{800}\u{FFFF}\u{10000}\"",
        "\"\u{10FFFF}\"", "\"\u{2028}\u{2029}\"", "\"\u{FEFF}\"", "\"\u{FFFE}\"", "\"👩‍👩‍👧\"", "\"e\u{301}é\"",
        "[]", "[[]]", "[1]", "[1,2]", "[null,true,false]", #"["]"]"#, "[{},[]]", #"["a,b"]"#,
        "{}", #"{"":0}"#, #"{"":{"":{}}}"#, #"{"a":1,"b":2}"#, #"{"a":1,"A":2}"#, #"{"b":1,"a":2}"#,
        #"{"a":{"a":{"a":[]}}}"#, #"{"\u0000":1,"\u0001":2}"#, "{\"é\":1,\"e\u{301}\":2}",
        #"{"__proto__":null,"constructor":{}}"#, #"{"a\/b":1,"a~b":2}"#,
        #""1234567""#, #""12345678""#, #""123456789""#, #""1234567\n""#, #""1234567é""#,
        "\"123456789012345\"", "\"1234567890123456\"",
    ]

    @Test(arguments: valid)
    func validDocumentsKeepTheirText(document: String) throws {
        #expect(text(try json(document)) == document)
        #expect(try json(document).bytes == Array(document.utf8))
    }

    @Test(arguments: [
        (" 1 ", "1"), ("\t[ ]\n", "[]"), ("\r\n{ }", "{}"), ("[ 1 , 2 ]", "[1,2]"),
        ("{ \"a\" : 1 , \"b\" : [ ] }", #"{"a":1,"b":[]}"#), ("\n\n\n\"a b\"\t", "\"a b\""),
    ])
    func whiteSpaceBetweenTokensIsDropped(document: String, compact: String) throws {
        #expect(text(try json(document)) == compact)
    }

    /// A document, why it is refused, and at which byte.
    static let invalid: [(String, JSONError.Reason, Int)] = [
        ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1), ("{", .unexpectedEnd, 1),
        ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), (#"{"a""#, .unexpectedEnd, 4),
        (#"{"a":"#, .unexpectedEnd, 5), (#"{"a":1"#, .unexpectedEnd, 6), (#"{"a":1,"#, .unexpectedEnd, 7),
        ("\"", .unexpectedEnd, 1), ("\"abc", .unexpectedEnd, 4), (#""\"#, .unexpectedEnd, 2),
        (#""\u12"#, .unexpectedEnd, 5), (#""\ud834"#, .unexpectedEnd, 7), (#""\ud834\"#, .unexpectedEnd, 8),
        (#""\ud834\u"#, .unexpectedEnd, 9), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2),
        ("1e", .unexpectedEnd, 2), ("1e+", .unexpectedEnd, 3), ("tru", .unexpectedEnd, 3),
        ("n", .unexpectedEnd, 1),
        ("]", .unexpectedCharacter(expected: .value), 0), ("}", .unexpectedCharacter(expected: .value), 0),
        (",", .unexpectedCharacter(expected: .value), 0), (":", .unexpectedCharacter(expected: .value), 0),
        ("'a'", .unexpectedCharacter(expected: .value), 0), ("a", .unexpectedCharacter(expected: .value), 0),
        ("NaN", .unexpectedCharacter(expected: .value), 0),
        ("Infinity", .unexpectedCharacter(expected: .value), 0),
        ("+1", .unexpectedCharacter(expected: .value), 0), (".5", .unexpectedCharacter(expected: .value), 0),
        ("//x\n1", .unexpectedCharacter(expected: .value), 0),
        ("\u{A0}1", .unexpectedCharacter(expected: .value), 0),
        ("\u{0}", .unexpectedCharacter(expected: .value), 0),
        ("\u{C}1", .unexpectedCharacter(expected: .value), 0),
        ("[\u{FEFF}]", .unexpectedCharacter(expected: .value), 1),
        ("[,]", .unexpectedCharacter(expected: .value), 1),
        ("[1,]", .unexpectedCharacter(expected: .value), 3),
        ("[1,,2]", .unexpectedCharacter(expected: .value), 3),
        ("[1 2]", .unexpectedCharacter(expected: .commaOrEndOfArray), 3),
        ("[1}", .unexpectedCharacter(expected: .commaOrEndOfArray), 2),
        ("[1:2]", .unexpectedCharacter(expected: .commaOrEndOfArray), 2),
        ("[\"a\u{E9}\"é]", .unexpectedCharacter(expected: .commaOrEndOfArray), 6),
        ("{,}", .unexpectedCharacter(expected: .memberNameOrEnd), 1),
        ("{a:1}", .unexpectedCharacter(expected: .memberNameOrEnd), 1),
        ("{1:1}", .unexpectedCharacter(expected: .memberNameOrEnd), 1),
        ("{]", .unexpectedCharacter(expected: .memberNameOrEnd), 1),
        (#"{"a":1,}"#, .unexpectedCharacter(expected: .memberName), 7),
        (#"{"a" 1}"#, .unexpectedCharacter(expected: .colon), 5),
        (#"{"a"}"#, .unexpectedCharacter(expected: .colon), 4),
        (#"{"a":}"#, .unexpectedCharacter(expected: .value), 5),
        (#"{"a"::1}"#, .unexpectedCharacter(expected: .value), 5),
        (#"{"a":1 "b":2}"#, .unexpectedCharacter(expected: .commaOrEndOfObject), 7),
        (#"{"a":1]"#, .unexpectedCharacter(expected: .commaOrEndOfObject), 6),
        ("True", .unexpectedCharacter(expected: .value), 0), ("nul1", .invalidLiteral, 0),
        ("[tRue]", .invalidLiteral, 1), ("falsy", .invalidLiteral, 0), ("nan", .invalidLiteral, 0),
        ("01", .invalidNumber, 0), ("-01", .invalidNumber, 1), ("[00]", .invalidNumber, 1),
        ("-a", .invalidNumber, 1), ("--1", .invalidNumber, 1), ("-Infinity", .invalidNumber, 1),
        ("1.e1", .invalidNumber, 2), ("1.a", .invalidNumber, 2), ("1e1.5", .trailingBytes, 3),
        ("1ea", .invalidNumber, 2), ("1e+-1", .invalidNumber, 3), ("[-]", .invalidNumber, 2),
        ("1 2", .trailingBytes, 2), ("1a", .trailingBytes, 1), ("0x10", .trailingBytes, 1),
        ("1.2.3", .trailingBytes, 3),
        ("{}{}", .trailingBytes, 2), ("[]]", .trailingBytes, 2), ("\"\"\"", .trailingBytes, 2),
        ("truex", .trailingBytes, 4), ("1\u{0}", .trailingBytes, 1), ("null //", .trailingBytes, 5),
        (#""\a""#, .invalidEscape, 1), (#""\'""#, .invalidEscape, 1), (#""\x41""#, .invalidEscape, 1),
        (#""\U0041""#, .invalidEscape, 1), (#""\u004g""#, .invalidEscape, 1),
        (#""\u 041""#, .invalidEscape, 1),
        (#""\ud834\uZZZZ""#, .invalidEscape, 7), ("\"\\\n\"", .invalidEscape, 1),
        ("\"\\é\"", .invalidEscape, 1),
        ("\"\u{0}\"", .controlCharacter, 1), ("\"\u{1F}\"", .controlCharacter, 1),
        ("\"a\nb\"", .controlCharacter, 2),
        ("\"12345678\t\"", .controlCharacter, 9), ("\"1234\t678\"", .controlCharacter, 5),
        (#""\ud834""#, .loneSurrogate, 1), (#""\udd1e""#, .loneSurrogate, 1),
        (#""\ud834x\udd1e""#, .loneSurrogate, 1),
        (#""ab\ud834\ud834\udd1e""#, .loneSurrogate, 3), (#""\udd1e\ud834""#, .loneSurrogate, 1),
        (#""\ud834\n""#, .loneSurrogate, 1), (#"{"\uDBFF":1}"#, .loneSurrogate, 2),
        (#""\ud834x"#, .loneSurrogate, 1),
        ("\u{FEFF}1", .byteOrderMark, 0), ("\u{FEFF}", .byteOrderMark, 0),
    ]

    @Test(arguments: invalid)
    func invalidDocumentsAreRefusedWithTheirReasonAndPosition(
        document: String,
        reason: JSONError.Reason,
        offset: Int
    ) {
        let error = refusal(document)
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    /// Bytes between the quotes of a string, and where the first wrong sequence begins in them.
    static let invalidUTF8: [([UInt8], Int)] = [
        ([0x80], 0), ([0xBF], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xC2], 0), ([0xC2, 0x20], 0),
        ([0x61, 0xC3, 0x28], 1), ([0xE0, 0x80, 0x80], 0), ([0xE0, 0x9F, 0xBF], 0), ([0xE2, 0x82], 0),
        ([0xE2, 0x28, 0xA1], 0), ([0xED, 0xA0, 0x80], 0), ([0xED, 0xBF, 0xBF], 0),
        ([0xF0, 0x80, 0x80, 0x80], 0),
        ([0xF0, 0x8F, 0xBF, 0xBF], 0), ([0xF0, 0x9F, 0x92], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
        ([0xF5, 0x80, 0x80, 0x80], 0), ([0xFE], 0), ([0xFF], 0), ([0xC3, 0xA9, 0xE9], 2),
        ([0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xFF], 9),
    ]

    @Test(arguments: invalidUTF8)
    func stringsThatAreNotUTF8AreRefused(bytes: [UInt8], offset: Int) {
        let error = refusal([0x22] + bytes + [0x22])
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == offset + 1)
    }

    @Test(arguments: [[0xFF, 0xFE], [0x80], [0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func bytesOutsideStringsThatAreNotUTF8AreRefusedAsSuch(bytes: [UInt8]) {
        #expect(refusal(bytes)?.reason == .invalidUTF8)
        #expect(refusal([0x5B, 0x31] + bytes)?.reason == .invalidUTF8)
    }

    @Test(arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x92]] as [[UInt8]])
    func aDocumentCutInsideACharacterIsRefused(bytes: [UInt8]) {
        #expect(refusal([0x22] + bytes)?.reason == .invalidUTF8)
    }

    @Test func utf16IsRefused() {
        #expect(refusal([0x00, 0x31]) != nil)
        #expect(refusal([0x31, 0x00]) != nil)
        #expect(refusal([0xFE, 0xFF, 0x00, 0x31])?.reason == .invalidUTF8)
    }

    @Test(arguments: 1...24)
    func everySpecialByteIsFoundWhereverItStands(length: Int) throws {
        for place in 0..<length {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
            bytes[place] = 0x1F
            #expect(refusal([0x22] + bytes + [0x22])?.offset == place + 1)
            bytes[place] = UInt8(ascii: "\"")
            #expect(refusal([0x22] + bytes + [0x22])?.offset == place + 2)
            bytes[place] = UInt8(ascii: "\\")
            bytes.insert(UInt8(ascii: "\\"), at: place)
            let value = try JSONParser.parse([0x22] + bytes + [0x22])
            #expect(value.stringValue?.utf8.count == length)
        }
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        let document = Array(#"{"a\n\ud834\udd1e":[1.5e+3,true,null,{"é":"x"}],"b":-0}"#.utf8)
        #expect(refusal(document) == nil)
        for length in 0..<document.count {
            #expect(refusal(Array(document[..<length])) != nil)
        }
    }

    @Test func aRawBufferIsReadOnlyWithinItsBounds() throws {
        let bytes = Array("x123y\"".utf8)
        let value = try bytes.withUnsafeBytes {
            try JSONParser.parse(UnsafeRawBufferPointer(rebasing: $0[1..<4]))
        }
        #expect(text(value) == "123")
        #expect(throws: JSONError.self) { try JSONParser.parse(UnsafeRawBufferPointer(start: nil, count: 0)) }
    }
}
