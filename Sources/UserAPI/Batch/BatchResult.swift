import HTTPServer
import JSON
import Users

/// The line that tells what became of one item of a batch.
struct BatchResult {
    var status: HTTPStatus
    var id: String?
    /// When the user ceases to exist, in seconds since 1970; nil for never.
    var expiration: Int64?
    /// The user, where the batch returns it.
    var user: [UInt8]?
    var problem: Problem?
    /// What happened, where the status alone does not tell.
    var outcome: String?

    /// The longest id of a refused item that its result repeats, in bytes; longer ones only swell the answer.
    private static let idBytesMaximum = 512

    init(_ status: HTTPStatus, id: String?) {
        self.status = status
        self.id = id
    }

    /// What became of a user; the result holds the user itself only where it is asked to.
    init(_ status: HTTPStatus, _ user: User, outcome: String? = nil, includesUser: Bool = false) {
        self.init(status, id: user.id.text)
        self.outcome = outcome
        expiration = user.expiration
        if includesUser { self.user = user.json }
    }

    init(_ problem: Problem, id: String?) {
        status = problem.code.status
        self.id = id.flatMap { $0.utf8.count <= Self.idBytesMaximum ? $0 : nil }
        self.problem = problem
    }

    /// What became of an item that creates a user.
    init(_ result: Result<BatchCreation, UserError>, id: String?) {
        switch result {
        case .success(.created(let user)): self.init(.created, user, outcome: "created")
        case .success(.skipped(let user)): self.init(.ok, user, outcome: "skipped")
        case .success(.replaced(let user)): self.init(.ok, user, outcome: "replaced")
        case .failure(let error): self.init(Problem(error), id: id)
        }
    }

    /// The result as a JSON object.
    var json: [UInt8] {
        // Written piece by piece: a batch has up to a thousand of them.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.bytesBesideUser + (user?.count ?? 0))
        bytes += "{".utf8
        if let id { Self.append("\"id\":", id, to: &bytes) }
        bytes += "\"status\":".utf8
        bytes += String(status.code).utf8
        if let outcome { Self.append(",\"outcome\":", outcome, endingWith: "", to: &bytes) }
        if let expiration { bytes += ",\"expiration\":\(expiration)".utf8 }
        if let problem {
            Self.append(",\"code\":", problem.code.rawValue, endingWith: "", to: &bytes)
            Self.append(",\"detail\":", problem.detail, endingWith: "", to: &bytes)
        }
        if let user {
            bytes += ",\"user\":".utf8
            bytes += user
        }
        bytes += "}".utf8
        return bytes
    }

    /// Room for what most results hold beside the user.
    private static let bytesBesideUser = 96

    private static func append(
        _ name: String,
        _ text: String,
        endingWith end: String = ",",
        to bytes: inout [UInt8]
    ) {
        bytes += name.utf8
        bytes += "\"".utf8
        bytes += JSONString(text).lexeme.utf8
        bytes += "\"".utf8
        bytes += end.utf8
    }
}
