/// Why a wrangler configuration cannot be used.
package enum WranglerError: Error, Hashable, Sendable {
    case file(path: String, ConfigurationFileError)
    /// A JSON configuration, which wrangler prefers over TOML, so that it must not be passed over in silence.
    case unsupportedFormat(file: String)
    /// Line and column are counted from 1.
    case syntax(file: String, line: Int, column: Int, reason: String)
    case wrongType(file: String, key: String, expected: String, found: String)
    case emptyValue(file: String, key: String)
    case missingValue(file: String, key: String)
    /// The file has environments, and none of this name.
    case unknownEnvironment(file: String, name: String, available: [String])
    /// No KV namespace has the binding; `isOnlyAtTopLevel` where only the top level has one, which is not inherited.
    case missingBinding(file: String, key: String, binding: String, isOnlyAtTopLevel: Bool)
    case duplicateBinding(file: String, key: String, binding: String)
    /// An entry has neither `id` nor `preview_id`.
    case missingIdentifiers(file: String, key: String)
    /// An entry has both `id` and `preview_id`, and the command does not say which it means.
    case ambiguousIdentifier(file: String, key: String)
    /// An id that is not 32 hexadecimal digits, or that nobody has filled in.
    case invalidIdentifier(file: String, key: String, value: String)
}

extension WranglerError: CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    package var description: String {
        switch self {
        case .file(let path, let error): "\(path) \(error)"
        case .unsupportedFormat(let file):
            "\(file): JSON configuration is not supported; name a TOML file, or give the ids as settings"
        case .syntax(let file, let line, let column, let reason): "\(file):\(line):\(column): \(reason)"
        case .wrongType(let file, let key, let expected, let found):
            "\(file): \(key) must be \(expected), not \(found)"
        case .emptyValue(let file, let key): "\(file): \(key) must not be empty"
        case .missingValue(let file, let key): "\(file): \(key) is missing"
        case .unknownEnvironment(let file, let name, let available):
            "\(file): there is no environment \"\(name)\"; there are: \(available.joined(separator: ", "))"
        case .missingBinding(let file, let key, let binding, let isOnlyAtTopLevel):
            "\(file): \(key) has no entry with binding \"\(binding)\""
                + (isOnlyAtTopLevel ? "; the one at top level is not inherited by environments" : "")
        case .duplicateBinding(let file, let key, let binding):
            "\(file): \(key) repeats the binding \"\(binding)\""
        case .missingIdentifiers(let file, let key): "\(file): \(key) has neither id nor preview_id"
        case .ambiguousIdentifier(let file, let key):
            "\(file): \(key) has both id and preview_id; say which one is meant"
        case .invalidIdentifier(let file, let key, let value):
            "\(file): \(key) is \"\(value.prefix(64))\", which is a placeholder or no Cloudflare id; "
                + "an id is 32 hexadecimal digits"
        }
    }
}
