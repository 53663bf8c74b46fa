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
    ]

    @Test(arguments: rows)
    func aRequestPrefersWhatItSays(
        row: (fields: [String], isMinimal: Bool, isStrict: Bool, applied: [String])
    ) throws {
        let preferences = Preferences(try TestHead.parse(row.fields))
        #expect(preferences.returnsMinimal == row.isMinimal)
        #expect(preferences.isStrict == row.isStrict)
        #expect(preferences.applied == row.applied)
    }
}
