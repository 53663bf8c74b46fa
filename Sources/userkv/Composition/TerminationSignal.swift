#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A signal that asks the process to end.
enum TerminationSignal: Int32, CaseIterable, Sendable, CustomStringConvertible {
    /// What a supervisor sends.
    case terminate = 15
    /// What Ctrl-C sends.
    case interrupt = 2

    var description: String {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        }
    }

    /// The exit status of a process that ends because of it, as a shell counts.
    var exitStatus: Int32 { 128 + rawValue }
}
