import Testing

@testable import userkv

struct SettingValueParsingTests {
    private func value(_ text: String, name: SettingName = .port) -> SettingValue {
        SettingValue(name: name, text: text, origin: .environment(name.variable))
    }

    static let integers: [(text: String, expected: Int?)] = [
        ("0", 0), ("10", 10), ("007", 7), ("+1", 1), ("11", nil), ("-1", nil), ("", nil), (" 1", nil),
        ("1.0", nil),
        ("1e1", nil), ("0x1", nil), ("99999999999999999999", nil), ("one", nil),
    ]

    @Test(arguments: integers)
    func aWholeNumberIsWithinBounds(text: String, expected: Int?) {
        #expect((try? value(text).integer(in: 0...10)) == expected)
    }

    static let switches: [(text: String, expected: Bool?)] = [
        ("on", true), ("ON", true), ("true", true), ("1", true), ("off", false), ("False", false),
        ("0", false),
        ("yes", nil), ("", nil), ("2", nil), (" on", nil),
    ]

    @Test(arguments: switches)
    func aSwitchIsOnOrOff(text: String, expected: Bool?) {
        #expect((try? value(text).isOn()) == expected)
    }

    static let sizes: [(text: String, expected: Int?)] = [
        ("0", 0), ("65536", 65_536), ("1B", 1), ("1KB", 1000), ("1KiB", 1024), ("1kib", 1024),
        ("64MiB", 64 << 20),
        ("1MB", 1_000_000), ("1GB", 1_000_000_000), ("1GiB", 1 << 30), ("", nil), ("MiB", nil),
        ("1 MiB", nil),
        ("1.5MiB", nil), ("-1", nil), ("1TB", nil), ("2GiB", nil), ("9223372036854775807GiB", nil),
        ("1K", nil),
    ]

    @Test(arguments: sizes)
    func aSizeHasAUnitOrNone(text: String, expected: Int?) {
        #expect((try? value(text).bytes(in: 0...(1 << 30))) == expected)
    }

    static let durations: [(text: String, expected: Int64?)] = [
        ("0", 0), ("5", 5000), ("250ms", 250), ("30s", 30_000), ("5m", 300_000), ("1h", 3_600_000),
        ("24h", 86_400_000),
        ("25h", nil), ("", nil), ("s", nil), ("1.5s", nil), ("-1s", nil), ("1d", nil), ("1 s", nil),
        ("1S", nil),
        ("9223372036854775807h", nil),
    ]

    @Test(arguments: durations)
    func aDurationHasAUnitOrIsOfSeconds(text: String, expected: Int64?) {
        #expect((try? value(text).milliseconds(in: 0...86_400_000)) == expected)
    }

    @Test func aChoiceIsOneOfTheWordsInAnyCase() throws {
        #expect(try value("SQLite").choice(ServiceSettings.Backend.self) == .sqlite)
        let error = #expect(throws: ConfigurationError.self) {
            try value("redis", name: .backend).choice(ServiceSettings.Backend.self)
        }
        #expect(
            error?.description
                == "USERKV_BACKEND (environment USERKV_BACKEND): \"redis\" is not one of sqlite, cloudflare, memory"
        )
    }

    @Test func anErrorNamesTheSettingItsOriginAndWhatWouldBeRight() {
        let error = #expect(throws: ConfigurationError.self) { try value("x").integer(in: 0...65_535) }
        #expect(error?.description == "PORT (environment PORT): \"x\" is not a whole number from 0 to 65535")
    }

    @Test(arguments: SettingName.allCases.filter(\.isSecret))
    func anErrorAboutASecretDoesNotShowIt(name: SettingName) {
        let error = value("the-secret", name: name).error("good")
        #expect(!error.description.contains("the-secret"))
    }
}
