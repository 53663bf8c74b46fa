/// What a check found, and how long it took.
struct RegressionResult: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        case passed
        case failed(String)
        /// The run was ended before this check.
        case skipped
    }

    let group: String
    let name: String
    let outcome: Outcome
    let milliseconds: Double

    var hasFailed: Bool { if case .failed = outcome { true } else { false } }

    /// The line that people read.
    var line: String {
        let mark =
            switch outcome {
            case .passed: "ok  "
            case .failed: "FAIL"
            case .skipped: "skip"
            }
        let time = "\((milliseconds * 10).rounded() / 10) ms"
        var line = "\(mark) \(group): \(name) (\(time))"
        if case .failed(let reason) = outcome { line += "\n     \(reason)" }
        return line
    }
}
