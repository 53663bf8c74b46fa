import JSON
import Testing

struct JSONNumberTests {
    @Test(arguments: ["0", "-0", "1.0", "1e3", "-12.50E-07", "12345678901234567890"])
    func textOfTheGrammarIsAccepted(text: String) {
        #expect(JSONNumber(text: text)?.text == text)
    }

    /// Digits are looked at eight at a time, and what stands beside them in ASCII must not pass for one.
    @Test func onlyDigitsAreDigitsAtEveryPlace() {
        let grammar = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/
        for length in [1, 7, 8, 9, 16, 17] {
            for place in 0..<length {
                for byte in UInt8(0)...0x7F {
                    var digits = [UInt8](repeating: UInt8(ascii: "9"), count: length)
                    digits[place] = byte
                    let text = String(decoding: digits, as: UTF8.self)
                    let isNumber = text.wholeMatch(of: grammar) != nil
                    #expect((JSONNumber(text: text) != nil) == isNumber, "\(byte) at \(place) of \(length)")
                }
            }
        }
    }

    @Test(arguments: ["", "-", "+1", "01", "1.", ".1", "1e", "1 ", " 1", "NaN", "1,5", "0x1", "１", "1\u{0}"])
    func otherTextIsNot(text: String) {
        #expect(JSONNumber(text: text) == nil)
    }

    @Test(arguments: [0, 1, -1, 1_735_689_600_000, .max, .min] as [Int64])
    func integersComeBack(value: Int64) {
        #expect(JSONNumber(value).int64 == value)
        #expect(JSONNumber(value).text == String(value))
    }

    @Test(
        arguments: [
            ("1.0", 1), ("1e3", 1_000), ("-1.50e1", -15), ("1000e-3", 1), ("-0", 0), ("0.000", 0),
            ("0e99999999999999999999999", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("-9223372036854775.808e3", .min), ("922337203685477580700e-2", .max), ("0.0001e4", 1),
            ("1e18", 1_000_000_000_000_000_000),
        ] as [(String, Int64)]
    )
    func integersInAnyNotationAreExact(text: String, value: Int64) {
        #expect(JSONNumber(text: text)?.int64 == value)
    }

    @Test(arguments: [
        "0.5", "1.5", "15e-1", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400",
        "-1e19",
        "1e99999999999999999999999", "1e-99999999999999999999999", "922337203685477580701e-2",
        "12345678901234567890", "0.1e-9223372036854775808", "1e9223372036854775807", "9.3e18",
    ])
    func whatIsNoIntegerOrDoesNotFitIsNil(text: String) {
        #expect(JSONNumber(text: text)?.int64 == nil)
    }

    static let equal = [
        ("1", "1.0"), ("1", "10e-1"), ("1", "0.1e1"), ("100", "1e2"), ("1E2", "1e+2"), ("-0", "0"),
        ("0", "0.000e9"),
        ("0e99999999999999999999", "0"), ("1.10", "1.1"), ("-1.5", "-15e-1"), ("123.456", "123456e-3"),
        ("1e400", "10e399"), ("1e-400", "0.1e-399"), ("1e0000000000000000000000001", "10"), ("1e-0", "1"),
        ("10e99999999999999999999", "1e100000000000000000000"),
        ("1e-99999999999999999999", "10e-100000000000000000000"),
        ("0.001e100000000000000000002", "1e99999999999999999999"),
        ("9007199254740993", "9007199254740993.0"), ("100000000000000000000000", "1e23"),
    ]

    static let different = [
        ("1", "2"), ("1", "-1"), ("1", "1.0000000000000000000000001"),
        ("9007199254740992", "9007199254740993"),
        ("0.1", "0.10000000000000000001"), ("1e400", "1e401"), ("1e400", "-1e400"), ("1e-400", "0"),
        ("1e99999999999999999999", "1e99999999999999999998"),
        ("1e99999999999999999999", "1e-99999999999999999999"),
        ("1e99999999999999999999", "2e99999999999999999999"), ("12", "21"), ("10", "1"), ("1e1", "1e2"),
        ("18446744073709551616", "0"), ("1e18446744073709551616", "1"), ("1e1844674407370955162", "1e1"),
    ]

    @Test(arguments: equal)
    func numbersOfOneValueAreEquivalent(left: String, right: String) throws {
        #expect(try json(left).isEquivalent(to: json(right)))
        #expect(try json(right).isEquivalent(to: json(left)))
        #expect(try json(left) != json(right))
    }

    @Test(arguments: different)
    func numbersOfDifferentValuesAreNot(left: String, right: String) throws {
        #expect(try !json(left).isEquivalent(to: json(right)))
        #expect(try !json(right).isEquivalent(to: json(left)))
    }

    @Test(.timeLimit(.minutes(1)))
    func hugeNumbersCostNoMoreThanTheirText() throws {
        let digits = String(repeating: "7", count: 500_000)
        #expect(try json("1e\(digits)").isEquivalent(to: json("10e\(digits.dropLast())6")))
        #expect(try json("\(digits)e-500000").isEquivalent(to: json("0.\(digits)")))
        #expect(try !json("1e\(digits)").isEquivalent(to: json("1e\(digits)7")))
        #expect(try json("1e\(digits)").int64Value == nil)
    }
}
