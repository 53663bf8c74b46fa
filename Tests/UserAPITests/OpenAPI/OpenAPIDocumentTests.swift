import HTTPServer
import JSON
import Testing

@testable import UserAPI

struct OpenAPIDocumentTests {
    @Test func everySchemaInTheSourcesIsJSON() throws {
        for (name, text) in OpenAPISchemas.schemas {
            #expect(throws: Never.self, "\(name)") { try JSONParser.parse(text) }
        }
    }

    @Test func everyRouteIsDescribedAndNothingElse() async throws {
        try await UserService.run { service in
            let routes = service.routes.map { "\($0.method.name) \($0.pattern.description)" }
            #expect(Set(service.promises.operations) == Set(routes))
            #expect(service.promises.operations.count == routes.count)
        }
    }

    @Test func everySchemaOfEveryOperationIsJSON() async throws {
        try await UserService.run { service in
            for route in service.routes {
                let operation = route.operation
                let texts =
                    operation.parameters.map(\.schema) + operation.requestContent.map(\.schema)
                    + operation.answers.flatMap(\.content).map(\.schema)
                for text in texts {
                    #expect(throws: Never.self, "\(operation.id)") { try JSONParser.parse(text) }
                }
            }
            #expect(Set(service.routes.map(\.operation.id)).count == service.routes.count)
        }
    }

    @Test func everyReferenceLeadsSomewhere() async throws {
        try await UserService.run { service in
            let answer = try await service.send("GET", "/openapi.json")
            #expect(answer["content-type"] == "application/json")
            let document = JSONValue.object(answer.json)
            var references: [String] = []
            Self.collect(document, into: &references)
            #expect(references.count > 50)
            for reference in Set(references) {
                var value: JSONValue? = document
                for name in reference.split(separator: "/").dropFirst() {
                    value = value?.objectValue?[String(name)]
                }
                #expect(value?.objectValue != nil, "\(reference)")
            }
        }
    }

    private static func collect(_ value: JSONValue, into references: inout [String]) {
        for element in value.arrayValue ?? [] { collect(element, into: &references) }
        for member in value.objectValue?.members ?? [] {
            if member.name.value == "$ref", let text = member.value.stringValue { references.append(text) }
            collect(member.value, into: &references)
        }
    }

    @Test func theDocumentSaysWhatVersionItIs() async throws {
        try await UserService.run { service in
            let document = try await service.send("GET", "/openapi.json").json
            #expect(document["openapi"]?.stringValue?.hasPrefix("3.1") == true)
            #expect(document["info"]?.objectValue?["title"]?.stringValue == "userkv")
        }
    }

    @Test func thePageForPeopleNamesEveryRouteAndEveryCode() async throws {
        try await UserService.run { service in
            let page = try await service.send("GET", "/docs")
            #expect(page.status == 200)
            #expect(page["content-type"] == "text/html; charset=utf-8")
            for route in service.routes {
                #expect(page.text.contains("\(route.method.name) \(route.pattern.description)<"))
            }
            for code in ProblemCode.allCases { #expect(page.text.contains("<code>\(code.rawValue)</code>")) }
            // Nothing of it is loaded from elsewhere.
            for word in ["http://", "https://", "<script", "src="] {
                #expect(!page.text.contains(word), "\(word)")
            }
        }
    }

    @Test func theDocumentTellsTheFieldsOfRequestsAndAnswers() async throws {
        try await UserService.run { (service) async throws in
            let paths = try await service.send("GET", "/openapi.json").json["paths"]?.objectValue
            func names(_ path: String, _ method: String) -> [String] {
                let operation = paths?[path]?.objectValue?[method]?.objectValue
                return (operation?["parameters"]?.arrayValue ?? []).compactMap {
                    $0.objectValue?["name"]?.stringValue
                }
            }
            func fields(_ path: String, _ method: String, _ status: String) -> [String] {
                let operation = paths?[path]?.objectValue?[method]?.objectValue
                let answer = operation?["responses"]?.objectValue?[status]?.objectValue
                return (answer?["headers"]?.objectValue?.members ?? []).map(\.name.value)
            }
            let content = paths?["/users"]?.objectValue?["post"]?.objectValue?["requestBody"]?.objectValue
            #expect(content?["description"]?.stringValue?.contains("Content-Encoding") == true)
            for (path, method) in [("/users", "get"), ("/livez", "get"), ("/users:batchDelete", "post")] {
                #expect(names(path, method).contains("X-Request-Id"))
                #expect(names(path, method).contains("traceparent"))
                #expect(fields(path, method, "401").contains("WWW-Authenticate"))
                #expect(fields(path, method, "405").contains("Allow"))
            }
            #expect(names("/users:batchDelete", "post").contains("Idempotency-Key"))
            #expect(fields("/users/{id}", "put", "412").contains("ETag"))
            #expect(fields("/users/{id}", "patch", "412").contains("Userkv-Atomicity"))
            #expect(fields("/users/{id}", "patch", "200").contains("Preference-Applied"))
            #expect(fields("/users/{id}", "patch", "415").contains("Accept-Patch"))
            #expect(fields("/users", "post", "503").contains("Retry-After"))
            #expect(fields("/users", "post", "201").contains("Idempotent-Replayed"))
            #expect(fields("/users", "get", "200").contains("Vary"))
        }
    }

    /// The check that every answer in these tests is held against is able to fail.
    @Test func aBreachOfTheDocumentIsNoticed() async throws {
        try await UserService.run { service in
            func answer(_ status: Int, _ type: String, _ body: String) -> Answer {
                var answer = Answer(head: "HTTP/1.1 \(status) X\r\nContent-Type: \(type)")
                answer.body = Array(body.utf8)
                return answer
            }
            let problem = "application/problem+json"
            let promises = service.promises
            #expect(promises.breach("GET", "/users/u1", answer(200, "application/json", "{}")) == nil)
            #expect(
                promises.breach("GET", "/users/u1?x=1", answer(404, problem, #"{"code":"user-not-found"}"#))
                    == nil
            )
            #expect(promises.breach("GET", "/users/u1", answer(404, problem, #"{"code":"other"}"#)) != nil)
            #expect(promises.breach("GET", "/users/u1", answer(418, problem, "{}")) != nil)
            let strange = "application/json\r\nStrange: 1"
            #expect(
                promises.breach("GET", "/users/u1", answer(200, strange, "{}"))?.contains("strange") == true
            )
            #expect(promises.breach("GET", "/users/u1", answer(200, "text/plain", "{}")) != nil)
            #expect(promises.breach("POST", "/users:batchGet", answer(201, "application/json", "{}")) != nil)
            #expect(promises.breach("GET", "/elsewhere", answer(404, problem, "{}")) == nil)
        }
    }
}
