import HTTPServer
import JSON

/// The OpenAPI 3.1 document, written from the table of routes that serves, so that the two cannot differ.
package struct OpenAPIDocument: Sendable {
    private let routes: [APIRoute]
    private let version: String

    package init(routes: [APIRoute], version: String) {
        self.routes = routes
        self.version = version
    }

    /// The document as JSON text.
    package var json: [UInt8] {
        let document = object([
            ("openapi", JSONValue("3.1.0")),
            ("info", info),
            ("security", .array([object([]), object([("bearer", .array([]))])])),
            ("paths", paths),
            ("components", components),
        ])
        return document.bytes
    }

    private var info: JSONValue {
        object([
            ("title", JSONValue("userkv")),
            ("version", JSONValue(version)),
            (
                "description",
                JSONValue("Users, as JSON documents, over a key-value store with a cache in front.")
            ),
            ("license", object([("name", JSONValue("MIT")), ("identifier", JSONValue("MIT"))])),
        ])
    }

    private var paths: JSONValue {
        var patterns: [String] = []
        for route in routes where !patterns.contains(route.pattern.description) {
            patterns.append(route.pattern.description)
        }
        return object(
            patterns.map { pattern in
                let methods = routes.filter { $0.pattern.description == pattern }
                return (
                    pattern,
                    object(methods.map { ($0.method.name.description.lowercased(), operation($0)) })
                )
            }
        )
    }

    private func operation(_ route: APIRoute) -> JSONValue {
        let described = route.operation
        var members: [(String, JSONValue)] = [
            ("operationId", JSONValue(described.id)), ("summary", JSONValue(described.summary)),
        ]
        if route.isPublic { members.append(("security", .array([]))) }
        members.append(("parameters", .array(parameters(described).map(parameter))))
        if !described.requestContent.isEmpty {
            members.append(
                (
                    "requestBody",
                    object([
                        ("description", JSONValue(Operations.contentCodingDescription)),
                        ("required", .bool(true)),
                        ("content", content(described.requestContent)),
                    ])
                )
            )
        }
        members.append(("responses", responses(described)))
        return object(members)
    }

    private func parameters(_ operation: OperationDescription) -> [OperationDescription.Parameter] {
        operation.parameters + Operations.sharedParameters
    }

    private func parameter(_ parameter: OperationDescription.Parameter) -> JSONValue {
        object([
            ("name", JSONValue(parameter.name)),
            ("in", JSONValue(parameter.place.rawValue)),
            ("required", .bool(parameter.place == .path)),
            ("description", JSONValue(parameter.description)),
            ("schema", parsed(parameter.schema)),
        ])
    }

    private func content(_ contents: [OperationDescription.Content]) -> JSONValue {
        object(contents.map { ($0.type, object([("schema", parsed($0.schema))])) })
    }

    private func responses(_ operation: OperationDescription) -> JSONValue {
        var members = operation.answers.map { answer in (String(answer.status), response(answer)) }
        let problems = operation.problems + Operations.sharedProblems
        for status in Set(problems.map(\.status.code)).sorted()
        where !operation.answers.contains(where: { $0.status == Int(status) }) {
            let codes = ProblemCode.allCases.filter { problems.contains($0) && $0.status.code == status }
            members.append((String(status), problemResponse(codes, fields: operation.fields(of: codes))))
        }
        return object(members)
    }

    private func response(_ answer: OperationDescription.Answer) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", JSONValue(answer.description))]
        if !answer.content.isEmpty { members.append(("content", content(answer.content))) }
        members.append(("headers", headers(answer.fields)))
        return object(members)
    }

    private func headers(_ fields: [String]) -> JSONValue {
        object((fields + OpenAPISchemas.commonFields).map { ($0, reference("headers", $0)) })
    }

    /// An answer that tells one of some problems; its schema names their codes, so another code is a breach.
    private func problemResponse(_ codes: [ProblemCode], fields: [String]) -> JSONValue {
        let names = JSONValue.array(codes.map { JSONValue($0.rawValue) })
        let schema = object([
            (
                "allOf",
                .array([
                    reference("schemas", "Problem"),
                    object([("properties", object([("code", object([("enum", names)]))]))]),
                ])
            )
        ])
        return object([
            ("description", JSONValue(codes.map { "\($0.rawValue): \($0.title)." }.joined(separator: " "))),
            ("headers", headers(fields)),
            ("content", object([(Problem.mediaType, object([("schema", schema)]))])),
        ])
    }

    private var components: JSONValue {
        object([
            ("schemas", object(OpenAPISchemas.schemas.map { ($0.name, parsed($0.text)) })),
            (
                "headers",
                object(
                    OpenAPISchemas.fields.map { name, description in
                        let schema = object([("type", JSONValue("string"))])
                        return (
                            name,
                            object([("description", JSONValue(description)), ("schema", schema)])
                        )
                    }
                )
            ),
            (
                "securitySchemes",
                object([
                    ("bearer", object([("type", JSONValue("http")), ("scheme", JSONValue("bearer"))]))
                ])
            ),
        ])
    }

    private func reference(_ kind: String, _ name: String) -> JSONValue {
        object([("$ref", JSONValue("#/components/\(kind)/\(name)"))])
    }

    private func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(members.map { JSONMember(name: $0.0, value: $0.1) }))
    }

    /// The value of JSON text in the sources; a test parses every one of them.
    private func parsed(_ text: String) -> JSONValue {
        (try? JSONParser.parse(text)) ?? .null
    }
}
