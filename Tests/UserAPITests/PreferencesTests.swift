import Bytes
import HTTPServer
import Testing

@testable import UserAPI

struct PreferencesTests {
    static let rows: [(fields: [String], isMinimal: Bool, isStrict: Bool, applied: [String])] = [
        ([], false, false, []),
        (["Prefer: return=minimal"], true, false, ["return=minimal"]),
        (["Prefer: return=representation"], false, false, ["return=representation"]),
        (["Prefer: handling=strict"], false, true, ["handling=strict"]),
        (["Prefer: return=minimal, handling=strict"], true, true, ["return=minimal", "handling=strict"]),
        (
            ["Prefer: return=minimal", "Prefer: handling=strict"], true, true,
            ["return=minimal", "handling=strict"]
        ),
        (["Prefer: Return=\"minimal\"; foo=bar"], true, false, ["return=minimal"]),
        (["Prefer: return = minimal"], true, false, ["return=minimal"]),
        (["Prefer: respond-async, wait=10, return=minimal"], true, false, ["return=minimal"]),
        (["Prefer: handling=lenient"], false, false, ["handling=lenient"]),
        (["Prefer: return=something"], false, false, []),
        (["Prefer: ,;,"], false, false, []),
        // The first one counts where one comes twice (RFC 7240 section 2).
        (["Prefer: return=minimal, return=representation"], true, false, ["return=minimal"]),
        (["Prefer: return=representation, return=minimal"], false, false, ["return=representation"]),
        (["Prefer: handling=lenient, handling=strict"], false, false, ["handling=lenient"]),
        (["Prefer: return=other, return=minimal"], true, false, ["return=minimal"]),
        (
            ["Prefer: handling=lenient;a, RETURN=representation"], false, false,
            ["return=representation", "handling=lenient"]
        ),
        (["Prefer: return"], false, false, []), (["Prefer: return=\"minimal"], false, false, []),
    ]

    @Test(arguments: rows)
    func aRequestPrefersWhatItSays(
        row: (fields: [String], isMinimal: Bool, isStrict: Bool, applied: [String])
    ) throws {
        let preferences = Preferences(try TestHead.parse(row.fields))
        #expect(preferences.returnsMinimal == row.isMinimal)
        #expect(preferences.isStrict == row.isStrict)
        let line = [UInt8](atMost: Preferences.appliedBytesMaximum) { preferences.appendApplied(to: &$0) }
        let expected =
            row.applied.isEmpty ? "" : "Preference-Applied: \(row.applied.joined(separator: ", "))\r\n"
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }
}
