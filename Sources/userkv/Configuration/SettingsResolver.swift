/// Finds the text of each setting: flag before environment before files before default.
struct SettingsResolver {
    /// Values that a file gives to settings.
    struct File {
        var path: String
        /// The text by setting, and the name that it has in the file.
        var values: [SettingName: (name: String, text: String)]

        /// The variables of a file that settings are named after.
        init(path: String, variables: [String: String]) {
            self.path = path
            values = [:]
            for name in SettingName.allCases {
                if let text = variables[name.variable] { values[name] = (name.variable, text) }
            }
        }
    }

    private let flags: [SettingName: String]
    private let environment: [String: String]
    private let files: [File]

    /// - Parameter files: an earlier one wins over a later one.
    init(flags: [SettingName: String], environment: [String: String], files: [File] = []) {
        self.flags = flags
        self.environment = environment
        self.files = files
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
            if let (key, text) = file.values[name], !text.isEmpty {
                return SettingValue(name: name, text: text, origin: .file(path: file.path, name: key))
            }
        }
        return name.defaultText.map { SettingValue(name: name, text: $0, origin: .standard) }
    }
}
