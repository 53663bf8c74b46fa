import HTTPServer
import JSON
import KeyValueStore
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

    /// What became of a user.
    init(_ status: HTTPStatus, _ user: User, outcome: String) {
        self.init(status, id: user.id.text)
        self.outcome = outcome
        expiration = user.expiration
    }

    /// A user that was read, with the user itself.
    init(_ user: User) {
        self.init(.ok, id: user.id.text)
        expiration = user.expiration
        self.user = user.json
    }

    /// A user that was read, as the cache has it.
    init(_ id: UserID, _ entry: KVEntry) {
        self.init(.ok, id: id.text)
        expiration = entry.expiration
        user = entry.value
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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(bytesExpected)
        write(to: &bytes)
        return bytes
    }

    /// Room for the result as a JSON object, which few results exceed.
    var bytesExpected: Int { Self.bytesBesideUser + (user?.count ?? 0) }

    /// Appends the result as a JSON object.
    func write(to bytes: inout [UInt8]) {
        // Piece by piece: a batch has up to a thousand of them.
        bytes.append("{")
        if let id {
            Self.append("\"id\":\"", id, to: &bytes)
            bytes.append("\",")
        }
        bytes.append("\"status\":")
        if status.code == HTTPStatus.ok.code {
            bytes.append("200")
        } else {
            bytes.append(text: String(status.code))
        }
        if let outcome {
            Self.append(",\"outcome\":\"", outcome, to: &bytes)
            bytes.append("\"")
        }
        if let expiration { bytes.append(text: ",\"expiration\":\(expiration)") }
        if let problem {
            Self.append(",\"code\":\"", problem.code.rawValue, to: &bytes)
            Self.append("\",\"detail\":\"", problem.detail, to: &bytes)
            bytes.append("\"")
        }
        if let user {
            bytes.append(",\"user\":")
            bytes += user
        }
        bytes.append("}")
    }

    /// Room for what most results hold beside the user.
    private static let bytesBesideUser = 96

    private static func append(_ name: StaticString, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(name)
        bytes.append(text: JSONString(text).lexeme)
    }
}

extension [UInt8] {
    /// Appends a text that the program has; the library's way, for any sequence, goes byte by byte.
    fileprivate mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    fileprivate mutating func append(text: String) {
        text.utf8.span.withUnsafeBytes { append(contentsOf: $0) }
    }
}
