import ArgumentParser

/// What the exit status of a command means; the numbers from 64 on are those of `sysexits.h`.
enum ExitStatus {
    /// The operation failed.
    static let failure = ExitCode(1)
    /// A service that the command needs cannot be reached.
    static let unavailable = ExitCode(69)
    /// The service does not accept the API key.
    static let refused = ExitCode(77)
    /// The configuration cannot be used.
    static let configuration = ExitCode(78)
}
