import Testing

@testable import UserAPI

struct IdempotencyKeyTests {
    static let longest = String(repeating: "k", count: 255)

    static let valid = [
        ("a", "a"), ("\"a\"", "a"),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("\"!#$%&'()*+-./:;<=>?@[]^_`{|}~\"", "!#$%&'()*+-./:;<=>?@[]^_`{|}~"), (longest, longest),
        ("\"\(longest)\"", longest),
    ]

    @Test(arguments: valid)
    func aKeyIsTakenWithAndWithoutQuotes(value: String, text: String) {
        #expect(IdempotencyKey(value)?.text == text)
    }

    @Test(arguments: [
        "", "\"\"", "\"", "\"a", "a\"", "a b", "\"a b\"", "a,b", "a\\b", "a\u{7F}", "é", "\"a\"\"b\"", "a\tb",
        "\(longest)k",
    ])
    func otherTextIsRefused(value: String) {
        #expect(IdempotencyKey(value) == nil)
    }
}
