import Testing

@testable import Users

struct EmailValidationTests {
    static let label63 = String(repeating: "a", count: 63)
    static let local64 = String(repeating: "l", count: 64)
    /// 64 octets, the @, and labels up to 254 octets in all.
    static let octets254 = "\(local64)@\(label63).\(label63).\(String(repeating: "b", count: 61))"

    /// Addresses by what each mode says of them.
    static let addresses: [(address: String, html: Bool, lenient: Bool)] = [
        ("u@example.com", true, true),
        ("U.One+tag@Example.COM", true, true),
        ("u@localhost", true, true),
        (".!#$%&'*+/=?^_`{|}~-@a", true, true),
        ("..@a.b", true, true),
        ("0@0.0", true, true),
        ("u@a-b.c--d", true, true),
        ("u@\(label63)", true, true),
        ("\(local64)@a", true, true),
        (octets254, true, true),
        ("", false, false),
        ("u", false, true),
        ("@", false, true),
        ("@a", false, true),
        ("u@", false, true),
        ("u@a@b", false, true),
        ("u@.a", false, true),
        ("u@a.", false, true),
        ("u@a..b", false, true),
        ("u@-a", false, true),
        ("u@a-", false, true),
        ("u@a_b", false, true),
        ("u@[127.0.0.1]", false, true),
        ("\"quoted local\"@a", false, true),
        ("u v@a", false, true),
        (" u@a", false, true),
        ("u@a ", false, true),
        ("u(comment)@a", false, true),
        ("u,v@a", false, true),
        ("ü@a", false, true),
        ("u@ä.de", false, true),
        ("u\u{A0}@a", false, true),
        ("u@\(label63)a", false, true),
        ("\(local64)l@a", false, true),
        ("\(octets254)b", false, false),
        ("u@a\n", false, false),
        ("u\0@a", false, false),
        ("u@a\u{7F}", false, false),
        ("u\t@a", false, false),
    ]

    @Test(arguments: addresses)
    func eachModeJudgesTheAddress(row: (address: String, html: Bool, lenient: Bool)) {
        #expect((EmailValidation.html.problem(in: row.address) == nil) == row.html)
        #expect((EmailValidation.lenient.problem(in: row.address) == nil) == row.lenient)
        #expect(EmailValidation.off.problem(in: row.address) == nil)
    }

    @Test func theLongestAddressHas254Octets() {
        #expect(Self.octets254.utf8.count == 254)
    }
}
