import Testing

@testable import userkv

struct SettingsResolverTests {
    /// Which of the places gives the port, by which of them name one.
    static let rows:
        [(flag: String?, environment: String?, file: String?, text: String, origin: SettingValue.Origin)] = [
            ("1", "2", "3", "1", .flag("--port")),
            (nil, "2", "3", "2", .environment("PORT")),
            (nil, nil, "3", "3", .file(path: "vars", name: "PORT")),
            (nil, nil, nil, "8787", .standard),
            // An empty variable counts as not set; an empty flag was given all the same.
            (nil, "", "3", "3", .file(path: "vars", name: "PORT")),
            (nil, "", "", "8787", .standard),
            ("", "2", "3", "", .flag("--port")),
        ]

    @Test(arguments: rows)
    func aFlagWinsThenTheEnvironmentThenAFile(
        row: (flag: String?, environment: String?, file: String?, text: String, origin: SettingValue.Origin)
    ) {
        let resolver = SettingsResolver(
            flags: row.flag.map { [.port: $0] } ?? [:],
            environment: row.environment.map { ["PORT": $0] } ?? [:],
            files: row.file.map { [.init(path: "vars", variables: ["PORT": $0])] } ?? []
        )
        #expect(resolver.value(.port) == SettingValue(name: .port, text: row.text, origin: row.origin))
    }

    @Test func anEarlierFileWins() {
        let files = [
            SettingsResolver.File(path: "first", variables: ["PORT": "1"]),
            SettingsResolver.File(path: "second", variables: ["PORT": "2", "HOST": "h"]),
        ]
        let resolver = SettingsResolver(flags: [:], environment: [:], files: files)
        #expect(resolver.value(.port)?.text == "1")
        #expect(resolver.value(.host)?.origin == .file(path: "second", name: "HOST"))
    }

    @Test func whatHasNoDefaultAndNobodyNamesIsAbsent() {
        #expect(SettingsResolver(flags: [:], environment: [:]).value(.apiKeysFile) == nil)
    }
}
