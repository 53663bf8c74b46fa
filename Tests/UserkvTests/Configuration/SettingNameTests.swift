import ArgumentParser
import Testing

@testable import userkv

struct SettingNameTests {
    @Test func noTwoSettingsShareAVariableOrAFlag() {
        let flags = SettingName.allCases.compactMap(\.flag)
        #expect(Set(flags).count == flags.count)
        #expect(Set(SettingName.allCases.map(\.variable)).count == SettingName.allCases.count)
    }

    @Test(arguments: SettingName.allCases)
    func everyFlagIsAnOptionAndNoSecretHasOne(name: SettingName) throws {
        guard let flag = name.flag else {
            #expect(name.isSecret)
            return
        }
        #expect(!name.isSecret)
        let isSwitch = [.kvAPI, .simulate].contains(name)
        let options = try SettingOptions.parse(isSwitch ? [flag] : [flag, "the-text"])
        #expect(options.texts == [name: isSwitch ? "on" : "the-text"])
    }

    @Test(arguments: SettingName.allCases)
    func everySettingIsExplained(name: SettingName) {
        #expect(!name.help.isEmpty)
        if let flag = name.flag { #expect(SettingOptions.helpMessage().contains(flag)) }
    }

    @Test func theNamesThatOthersKnowStay() {
        #expect(SettingName.port.variable == "PORT")
        #expect(SettingName.host.variable == "HOST")
        #expect(SettingName.logLevel.variable == "LOG_LEVEL")
        #expect(SettingName.apiToken.variable == "CLOUDFLARE_API_TOKEN")
        #expect(SettingName.accountID.variable == "CLOUDFLARE_ACCOUNT_ID")
        #expect(SettingName.environment.variable == "CLOUDFLARE_ENV")
        #expect(SettingName.environment.flag == "--env")
        #expect(SettingName.sqlitePath.flag == "--sqlite-path")
        #expect(SettingName.accountID.flag == "--account-id")
    }
}
