/// Finds the text of each setting: flag before environment before files before default.
struct SettingsResolver {
    /// Values that a file gives to settings.
    struct File {
        private(set) var values: [SettingName: SettingValue] = [:]

        init() {}

        /// The variables of a file that settings are named after.
        init(path: String, variables: [String: String]) {
            for name in SettingName.allCases {
                if let text = variables[name.variable] { set(name, to: text, path: path, key: name.variable) }
            }
        }

        /// - Parameter key: the name that the setting has in the file.
        mutating func set(_ name: SettingName, to text: String, path: String, key: String) {
            values[name] = SettingValue(name: name, text: text, origin: .file(path: path, name: key))
        }

        /// Takes out what the settings hold and returns those that it held.
        mutating func remove(_ names: [SettingName]) -> [SettingName] {
            names.filter { values.removeValue(forKey: $0) != nil }
        }
    }

    private let flags: [SettingName: String]
    private let environment: [String: String]
    private let files: [File]
    /// Sentences about what is probably not meant, for people.
    let warnings: [String]

    /// - Parameter files: an earlier one wins over a later one.
    init(
        flags: [SettingName: String],
        environment: [String: String],
        files: [File] = [],
        warnings: [String] = []
    ) {
        self.flags = flags
        self.environment = environment
        self.files = files
        self.warnings = warnings
    }

    /// The value of a setting; nil where nobody gave one and there is no default.
    ///
    /// An empty variable counts as not set.
    func value(_ name: SettingName) -> SettingValue? {
        if let text = flags[name] {
            return SettingValue(name: name, text: text, origin: .flag(name.flag ?? name.variable))
        }
        if let text = environment[name.variable], !text.isEmpty {
            return SettingValue(name: name, text: text, origin: .environment(name.variable))
        }
        for file in files {
            if let value = file.values[name], !value.text.isEmpty { return value }
        }
        return name.defaultText.map { SettingValue(name: name, text: $0, origin: .standard) }
    }
}
