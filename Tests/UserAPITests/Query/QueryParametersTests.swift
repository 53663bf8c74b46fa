import Testing

@testable import UserAPI

struct QueryParametersTests {
    static let valid: [(text: String, a: String?, b: String?)] = [
        ("", nil, nil),
        ("a=1", "1", nil),
        ("a=1&b=2", "1", "2"),
        ("b=2&a=1", "1", "2"),
        ("&a=1&&b=2&", "1", "2"),
        ("a", "", nil),
        ("a=", "", nil),
        ("a==", "=", nil),
        ("a=x+y", "x y", nil),
        ("a=%2B%20%26%3D%25", "+ &=%", nil),
        ("%61=%C3%A9", "é", nil),
        ("a=é", "é", nil),
    ]

    @Test(arguments: valid)
    func aQueryIsReadAsAFormWouldBe(row: (text: String, a: String?, b: String?)) throws {
        let query = try QueryParameters(text: row.text, allowed: ["a", "b"])
        #expect(query["a"] == row.a)
        #expect(query["b"] == row.b)
    }

    @Test(arguments: [
        "c=1", "A=1", "a=1&a=1", "a=1&%61=2", "=1", "a=%", "a=%4", "a=%zz", "a=%FF", "a=%C3", "a%=1", "a[]=1",
    ])
    func anUnknownNameARepeatedNameOrABrokenEncodingIsRefused(text: String) {
        let problem = #expect(throws: Problem.self) { try QueryParameters(text: text, allowed: ["a", "b"]) }
        #expect(problem?.code == .invalidQuery)
    }

    static let numbers: [(text: String, value: Int64?)] = [
        ("1", 1), ("10", 10), ("007", 7), ("0", nil), ("11", nil), ("", nil), ("-1", nil), ("+1", nil),
        (" 1", nil),
        ("1.0", nil), ("1e0", nil), ("0x1", nil), ("١", nil), ("9223372036854775808", nil),
    ]

    @Test(arguments: numbers)
    func aNumberIsDigitsWithinBounds(text: String, value: Int64?) throws {
        let encoded = text.replacing("+", with: "%2B").replacing(" ", with: "%20")
        let query = try QueryParameters(text: "a=\(encoded)", allowed: ["a"])
        if let value {
            #expect(try query.integer("a", in: 1...10) == value)
        } else {
            #expect(throws: Problem.self) { try query.integer("a", in: 1...10) }
        }
    }

    @Test func anAbsentNumberIsNone() throws {
        #expect(try QueryParameters(text: "", allowed: ["a"]).integer("a", in: 1...10) == nil)
    }
}
