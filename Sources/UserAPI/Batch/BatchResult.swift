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
        var members: [JSONMember] = []
        if let id { members.append(JSONMember(name: "id", value: JSONValue(id))) }
        members.append(JSONMember(name: "status", value: JSONValue(Int64(status.code))))
        if let outcome { members.append(JSONMember(name: "outcome", value: JSONValue(outcome))) }
        if let expiration { members.append(JSONMember(name: "expiration", value: JSONValue(expiration))) }
        if let problem {
            members.append(JSONMember(name: "code", value: JSONValue(problem.code.rawValue)))
            members.append(JSONMember(name: "detail", value: JSONValue(problem.detail)))
        }
        var bytes = JSONValue.object(JSONObject(members)).bytes
        if let user {
            bytes.removeLast()
            bytes += ",\"user\":".utf8
            bytes += user
            bytes.append(0x7D)
        }
        return bytes
    }
}
