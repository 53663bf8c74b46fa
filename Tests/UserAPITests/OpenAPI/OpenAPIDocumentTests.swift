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
            #expect(promises.breach("GET", "/users/u1", answer(200, "text/plain", "{}")) != nil)
            #expect(promises.breach("POST", "/users:batchGet", answer(201, "application/json", "{}")) != nil)
            #expect(promises.breach("GET", "/elsewhere", answer(404, problem, "{}")) == nil)
        }
    }
}
