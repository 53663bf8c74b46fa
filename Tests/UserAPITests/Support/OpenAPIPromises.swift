import JSON

/// What the interface's own document says may be answered; every answer in these tests is held against it.
struct OpenAPIPromises: Sendable {
    private let document: JSONObject

    init(_ document: JSONObject) {
        self.document = document
    }

    /// The paths and methods that are described, such as `GET /users/{id}`.
    var operations: [String] {
        (document["paths"]?.objectValue?.members ?? []).flatMap { path in
            (path.value.objectValue?.members ?? []).map { method in
                "\(method.name.value.uppercased()) \(path.name.value)"
            }
        }
    }

    /// What an answer breaks; nil where nothing, or where no operation is described.
    func breach(_ method: String, _ target: String, _ answer: Answer) -> String? {
        guard let operation = operation(method, target) else { return nil }
        guard let described = operation["responses"]?.objectValue?["\(answer.status)"]?.objectValue else {
            return
                "\(method) \(target) answers \(answer.status) (\(answer.code ?? "-")), which is not described"
        }
        if let field = undescribedField(of: answer, described) {
            return "\(method) \(target) answers \(answer.status) with \(field), which is not described"
        }
        if method == "HEAD" || answer.status == 204 || answer.status == 304 || answer.body.isEmpty {
            return nil
        }
        let type = (answer["content-type"] ?? "").split(separator: ";").first.map(String.init) ?? ""
        guard let content = described["content"]?.objectValue?[type]?.objectValue else {
            return "\(method) \(target) answers \(answer.status) as \(type), which is not described"
        }
        if let code = answer.code, !codes(content).contains(code) {
            return "\(method) \(target) answers \(answer.status) \(code), which is not described"
        }
        return nil
    }

    /// Fields of the connection, of the content and of the server's own, which no operation has to describe.
    private static let serverFields: Set = [
        "connection", "content-length", "content-security-policy", "content-type",
        "cross-origin-resource-policy",
        "date", "referrer-policy", "server", "transfer-encoding", "x-content-type-options",
    ]

    private func undescribedField(of answer: Answer, _ described: JSONObject) -> String? {
        let names = (described["headers"]?.objectValue?.members ?? []).map { $0.name.value.lowercased() }
        let sent = answer.head.split(separator: "\r\n").dropFirst().compactMap { line in
            line.split(separator: ":").first?.lowercased()
        }
        return sent.first { !Self.serverFields.contains($0) && !names.contains($0) }
    }

    private func operation(_ method: String, _ target: String) -> JSONObject? {
        let path = String(target.prefix { $0 != "?" })
        let paths = document["paths"]?.objectValue
        let id = path.hasPrefix("/users/") ? path.dropFirst("/users/".count) : ""
        let isUser = !id.isEmpty && !id.contains("/")
        let operations = paths?[path] ?? (isUser ? paths?["/users/{id}"] : nil)
        return operations?.objectValue?[method == "HEAD" ? "get" : method.lowercased()]?.objectValue
    }

    private func codes(_ content: JSONObject) -> [String] {
        let parts = content["schema"]?.objectValue?["allOf"]?.arrayValue ?? []
        return parts.flatMap { part in
            part.objectValue?["properties"]?.objectValue?["code"]?.objectValue?["enum"]?.arrayValue ?? []
        }.compactMap(\.stringValue)
    }
}
