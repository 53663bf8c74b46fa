/// Why a file of variables cannot be used; never holds a value.
package enum DotenvError: Error, Hashable, Sendable {
    case file(path: String, ConfigurationFileError)
    /// The line is counted from 1.
    case syntax(file: String, line: Int, DotenvSyntaxProblem)
}

/// What is wrong in a line.
package enum DotenvSyntaxProblem: String, Error, Hashable, Sendable {
    case noEqualsSign = "expected NAME=value"
    case invalidName = "a name has letters, digits, \"_\", \".\" and \"-\", and does not begin with a digit"
    case unterminatedQuote = "the quote that begins here is never closed"
    case textAfterQuote = "only a comment may follow the closing quote"
    case unterminatedReference = "a reference that begins with \"${\" is not closed"
    case valueTooLong = "the value is too long"
}

extension DotenvError: CustomStringConvertible {
    /// What is wrong and where.
    package var description: String {
        switch self {
        case .file(let path, let error): "\(path) \(error)"
        case .syntax(let file, let line, let problem): "\(file):\(line): \(problem.rawValue)"
        }
    }
}
