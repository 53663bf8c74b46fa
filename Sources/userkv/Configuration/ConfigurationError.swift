/// A setting that cannot be used, named together with where it came from.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The setting or file, and its origin, such as `PORT (environment)`.
    let subject: String
    /// What is wrong and what would be right; never the value of a secret.
    let reason: String

    var description: String { "\(subject): \(reason)" }
}
