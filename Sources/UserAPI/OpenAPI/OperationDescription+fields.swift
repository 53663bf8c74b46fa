extension OperationDescription {
    /// The fields that an answer which tells one of some problems can carry, besides those of every answer.
    func fields(of codes: [ProblemCode]) -> [String] {
        var fields = Set(codes.flatMap(\.fields))
        let answered = Set(answers.flatMap(\.fields))
        // Whether the cache was asked before it went wrong is told for every kind of problem.
        for field in ["Cache-Status", "Age", "Idempotent-Replayed"] where answered.contains(field) {
            fields.insert(field)
        }
        if answered.contains("Vary"), codes.contains(.notAcceptable) || codes.contains(.notCached) {
            fields.insert("Vary")
        }
        return fields.sorted()
    }
}

extension ProblemCode {
    /// The fields that a problem calls for.
    fileprivate var fields: [String] {
        switch self {
        case .unauthorized: ["WWW-Authenticate"]
        case .methodNotAllowed: ["Allow", "Accept-Patch"]
        case .unsupportedMediaType: ["Accept", "Accept-Encoding", "Accept-Patch"]
        case .preconditionFailed: ["ETag", "Userkv-Atomicity"]
        case .contended, .idempotencyInProgress, .overloaded, .backendUnavailable, .shuttingDown:
            ["Retry-After"]
        default: []
        }
    }
}
