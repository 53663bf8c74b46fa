/// The text of a setting and where it came from.
struct SettingValue: Hashable, Sendable {
    enum Origin: Hashable, Sendable, CustomStringConvertible {
        case flag(String)
        case environment(String)
        case file(path: String, name: String)
        case standard

        var description: String {
            switch self {
            case .flag(let flag): "flag \(flag)"
            case .environment(let name): "environment \(name)"
            case .file(let path, let name): "\(path) \(name)"
            case .standard: "default"
            }
        }
    }

    let name: SettingName
    let text: String
    let origin: Origin

    /// An error about this value; shows the text unless it is a secret.
    func error(_ expected: String) -> ConfigurationError {
        let shown = name.isSecret ? "the value" : "\"\(text)\""
        return ConfigurationError(
            subject: "\(name.variable) (\(origin))",
            reason: "\(shown) is not \(expected)"
        )
    }
}
