import HTTPServer
import JSON
import Users

/// The line that tells what became of one item of a batch.
struct BatchResult {
    var status: HTTPStatus
    var id: String?
    /// The user, where the batch returns it.
    var user: [UInt8]?
    var problem: Problem?
    /// What happened, where the status alone does not tell.
    var outcome: String?

    init(_ status: HTTPStatus, id: String?, user: [UInt8]? = nil, outcome: String? = nil) {
        self.status = status
        self.id = id
        self.user = user
        self.outcome = outcome
    }

    init(_ problem: Problem, id: String?) {
        status = problem.code.status
        self.id = id
        self.problem = problem
    }

    /// What became of an item that creates a user.
    init(_ result: Result<BatchCreation, UserError>, id: String?) {
        switch result {
        case .success(.created(let user)): self.init(.created, id: user.id.text, outcome: "created")
        case .success(.skipped(let user)): self.init(.ok, id: user.id.text, outcome: "skipped")
        case .success(.replaced(let user)): self.init(.ok, id: user.id.text, outcome: "replaced")
        case .failure(let error): self.init(Problem(error), id: id)
        }
    }

    /// The result as a JSON object.
    var json: [UInt8] {
        var members: [JSONMember] = []
        if let id { members.append(JSONMember(name: "id", value: JSONValue(id))) }
        members.append(JSONMember(name: "status", value: JSONValue(Int64(status.code))))
        if let outcome { members.append(JSONMember(name: "outcome", value: JSONValue(outcome))) }
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
