import Testing

@testable import WranglerConfiguration

struct WranglerSettingsTests {
    private static let text = """
        name = "app"
        account_id = "0123456789abcdef0123456789abcdef"
        [vars]
        LOG_LEVEL = "info"
        WORKERS = 4
        IS_ON = true
        NESTED = { a = 1 }
        [[kv_namespaces]]
        binding = "USER_DATA"
        id = "1123456789abcdef0123456789abcdef"
        preview_id = "2123456789abcdef0123456789abcdef"
        [[kv_namespaces]]
        binding = "SESSIONS"
        id = "3123456789abcdef0123456789abcdef"
        [env.staging]
        [env.staging.vars]
        LOG_LEVEL = "debug"
        [[env.staging.kv_namespaces]]
        binding = "USER_DATA"
        preview_id = "4123456789ABCDEF0123456789abcdef"
        [env.bare]
        name = "own-name"
        account_id = "5123456789abcdef0123456789abcdef"
        """

    private static func settings(
        _ text: String = text,
        _ environment: String? = nil
    ) throws(WranglerError) -> WranglerSettings {
        try WranglerSettings(text: text, file: "wrangler.toml", environment: environment)
    }

    @Test(arguments: [nil, ""])
    func theTopLevelAppliesWithoutAnEnvironment(name: String?) throws {
        let settings = try Self.settings(Self.text, name)
        #expect(settings.environment == nil)
        #expect(settings.name == "app")
        #expect(try settings.accountIdentifier() == "0123456789abcdef0123456789abcdef")
        #expect(settings.variables == ["LOG_LEVEL": "info", "WORKERS": "4", "IS_ON": "true"])
        #expect(settings.namespaces.map(\.binding) == ["USER_DATA", "SESSIONS"])
        #expect(settings.warnings.isEmpty)
    }

    @Test func anEnvironmentInheritsNameAndAccountOnly() throws {
        let settings = try Self.settings(Self.text, "staging")
        #expect(settings.environment == "staging")
        #expect(settings.name == "app-staging")
        #expect(settings.accountID == "0123456789abcdef0123456789abcdef")
        #expect(settings.variables == ["LOG_LEVEL": "debug"])
        #expect(settings.namespaces.map(\.binding) == ["USER_DATA"])
        #expect(try settings.namespace().path == "env.staging.kv_namespaces[0]")
    }

    @Test func whatAnEnvironmentDoesNotInheritIsEmptyAndWarnedAbout() throws {
        let settings = try Self.settings(Self.text, "bare")
        #expect(settings.name == "own-name")
        #expect(settings.accountID == "5123456789abcdef0123456789abcdef")
        #expect(settings.variables.isEmpty)
        #expect(settings.warnings.count == 2)
        let missing = WranglerError.missingBinding(
            file: "wrangler.toml",
            key: "env.bare.kv_namespaces",
            binding: "USER_DATA",
            isOnlyAtTopLevel: true
        )
        #expect(throws: missing) { try settings.namespace() }
    }

    @Test func anUnknownEnvironmentIsAnErrorWhereThereAreSome() {
        let error = WranglerError.unknownEnvironment(
            file: "wrangler.toml",
            name: "stagign",
            available: ["bare", "staging"]
        )
        #expect(throws: error) { try Self.settings(Self.text, "stagign") }
    }

    @Test(arguments: ["name = \"app\"", "name = \"app\"\n[env]"])
    func anUnknownEnvironmentIsAWarningWhereThereAreNone(text: String) throws {
        let settings = try Self.settings(text, "staging")
        #expect(settings.environment == nil)
        #expect(settings.name == "app")
        #expect(
            settings.warnings == ["wrangler.toml: there is no environment \"staging\"; the top level applies"]
        )
    }

    @Test(arguments: [
        ("name = 1", "name must be a string, not an integer"),
        ("name = \"\"", "name must not be empty"),
        ("account_id = 1.5", "account_id must be a string, not a float"),
        ("vars = []", "vars must be a table, not an array"),
        ("kv_namespaces = true", "kv_namespaces must be an array of tables, not a boolean"),
        ("kv_namespaces = [2024-01-01]", "kv_namespaces[0] must be a table, not a date or time"),
        ("kv_namespaces = [{ id = \"1\" }]", "kv_namespaces[0].binding is missing"),
        ("kv_namespaces = [{ binding = \"A\", id = \"\" }]", "kv_namespaces[0].id must not be empty"),
        (
            "kv_namespaces = [{ binding = \"A\" }, { binding = \"A\" }]",
            "kv_namespaces[1] repeats the binding \"A\""
        ),
    ])
    func anErrorNamesFileAndKey(text: String, expected: String) throws {
        let error = try #require(throws: WranglerError.self) { try Self.settings(text) }
        #expect(error.description == "wrangler.toml: \(expected)")
    }

    @Test(arguments: [
        ("a = 1\na = 2", 2, 5),
        ("name = \"app\"\n\n[vars\n", 3, 6),
        ("name = app", 1, 8),
        ("id = \"open", 1, 11),
    ])
    func aSyntaxErrorNamesItsPlace(text: String, line: Int, column: Int) throws {
        let error = try #require(throws: WranglerError.self) { try Self.settings(text) }
        #expect(error.description.hasPrefix("wrangler.toml:\(line):\(column): "))
        #expect(error.description.count < 300)
    }

    @Test(arguments: [
        "account_id = \"\"", "account_id = 1", "kv_namespaces = 1", "[[kv_namespaces]]\nid = \"a\"",
    ])
    func idsThatCannotBeUsedAreLeftOutWhereNobodyNeedsThem(text: String) throws {
        let document = "vars = {A = 1}\n\(text)\n"
        #expect(throws: WranglerError.self) { try Self.settings(document) }
        let settings = try WranglerSettings(
            text: document,
            file: "f",
            environment: nil,
            needsIdentifiers: false
        )
        #expect(settings.accountID == nil && settings.namespaces.isEmpty)
        #expect(settings.variables == ["A": "1"])
    }

    @Test func anErrorDoesNotTellAValueThatLacksItsQuotes() throws {
        let error = try #require(throws: WranglerError.self) { try Self.settings("TOKEN = zqsecretzq") }
        #expect(!error.description.contains("secret"))
    }

    @Test func aBindingThatIsNowhereIsNotSaidToBeElsewhere() throws {
        let error = try #require(throws: WranglerError.self) {
            try Self.settings(Self.text, "staging").namespace(binding: "OTHER")
        }
        #expect(
            error.description
                == "wrangler.toml: env.staging.kv_namespaces has no entry with binding \"OTHER\""
        )
    }

    @Test func anAccountThatIsNoIdIsRefusedUnlessAnythingGoes() throws {
        let settings = try Self.settings("account_id = \"binding\"")
        #expect(throws: WranglerError.self) { try settings.accountIdentifier() }
        #expect(try settings.accountIdentifier(allowsAnyIdentifier: true) == "binding")
        #expect(try Self.settings("").accountIdentifier() == nil)
    }
}
