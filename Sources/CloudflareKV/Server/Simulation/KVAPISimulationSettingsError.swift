/// Why a text of settings was not understood.
package enum KVAPISimulationSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A piece that is neither a preset nor `key=value`.
    case malformed(String)
    case unknownKey(String)
    case duplicateKey(String)
    case invalidValue(key: String, value: String, expected: String)
    /// A preset that does not come first and would undo what came before.
    case latePreset(String)

    package var description: String {
        switch self {
        case .malformed(let text):
            "simulation settings: \"\(text)\" is neither key=value nor a preset (realistic, none)"
        case .unknownKey(let key):
            "simulation settings: unknown key \"\(key)\"; known keys are "
                + KVAPISimulationSettings.options.map(\.key).joined(separator: ", ")
        case .duplicateKey(let key): "simulation settings: \"\(key)\" is given twice"
        case .invalidValue(let key, let value, let expected):
            "simulation settings: \(key)=\(value) is not valid, expected \(expected)"
        case .latePreset(let preset): "simulation settings: the preset \"\(preset)\" must come first"
        }
    }
}
