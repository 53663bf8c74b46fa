import HTTPServer
import JSON
import Testing

@testable import UserAPI

/// What is answered where no route is, and who may call.
struct UserAPIApplicationTests {
    static let unrouted:
        [(method: String, target: String, status: Int, code: String?, field: (String, String)?)] = [
            ("GET", "/nothing", 404, "not-found", nil),
            ("GET", "/users/u1/more", 404, "not-found", nil),
            ("GET", "//users", 404, "not-found", nil),
            ("GET", "/USERS", 404, "not-found", nil),
            ("POST", "/users:batchOther", 404, "not-found", nil),
            ("DELETE", "/users", 405, "method-not-allowed", ("Allow", "GET, HEAD, POST, OPTIONS")),
            (
                "POST", "/users/u1", 405, "method-not-allowed",
                ("Allow", "GET, HEAD, PUT, DELETE, PATCH, OPTIONS")
            ),
            ("GET", "/users:batchGet", 405, "method-not-allowed", ("Allow", "POST, OPTIONS")),
            ("PUT", "/livez", 405, "method-not-allowed", ("Allow", "GET, HEAD, OPTIONS")),
            ("FROB", "/users", 501, "not-implemented", nil),
            ("get", "/users", 501, "not-implemented", nil),
            ("GET", "/users/", 308, nil, ("Location", "/users")),
            ("GET", "/users/?limit=1", 308, nil, ("Location", "/users?limit=1")),
            ("PUT", "/users/u1/", 308, nil, ("Location", "/users/u1")),
            ("OPTIONS", "*", 204, nil, nil),
        ]

    @Test(arguments: unrouted)
    func aRequestWithoutARouteIsToldWhy(
        row: (method: String, target: String, status: Int, code: String?, field: (String, String)?)
    ) async throws {
        try await UserService.run { service in
            let answer = try await service.send(row.method, row.target)
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
            if let (name, value) = row.field {
                // The order of methods means nothing.
                let sorted = { (text: String) in text.split(separator: ", ").sorted() }
                #expect(sorted(answer[name] ?? "") == sorted(value))
            }
            #expect(service.isConnected)
        }
    }

    @Test func optionsTellWhatAPathTakes() async throws {
        try await UserService.run { service in
            let user = try await service.send("OPTIONS", "/users/u1")
            #expect(user.status == 204)
            #expect(user["allow"]?.contains("PATCH") == true)
            #expect(
                user["accept-patch"]
                    == "application/merge-patch+json, application/json-patch+json, application/json"
            )
            let collection = try await service.send("OPTIONS", "/users")
            #expect(collection["allow"]?.contains("POST") == true)
            #expect(collection["accept-patch"] == nil)
            #expect(try await service.send("OPTIONS", "/nothing").status == 404)
        }
    }

    @Test func aRefusedPatchTellsWhatPatchesAreTaken() async throws {
        try await UserService.run { service in
            try await service.create()
            let answer = try await service.send("PATCH", "/users/u1", "{}", type: "text/plain")
            #expect(
                answer["accept-patch"]
                    == "application/merge-patch+json, application/json-patch+json, application/json"
            )
            let put = try await service.send("PUT", "/users/u1", "{}", type: "text/plain")
            #expect(put["accept"] == "application/json")
        }
    }

    // MARK: Authentication

    static let protected = [
        ("GET", "/users"), ("POST", "/users"), ("GET", "/users/u1"), ("HEAD", "/users/u1"),
        ("PUT", "/users/u1"),
        ("PATCH", "/users/u1"), ("DELETE", "/users/u1"), ("OPTIONS", "/users/u1"),
        ("POST", "/users:batchGet"),
        ("POST", "/users:batchCreate"), ("POST", "/users:batchDelete"), ("GET", "/metrics"),
        ("GET", "/nothing"),
        ("PUT", "/users"), ("FROB", "/users"), ("GET", "/users/"),
    ]

    @Test(arguments: protected)
    func withoutAKeyNothingIsToldOrDone(method: String, target: String) async throws {
        let keys = try APIKeys(fileText: "the-right-key")
        try await UserService.run(.init(keys: keys)) { service in
            let right = [("Authorization", "Bearer the-right-key")]
            let user = Array(#"{"id":"u1","email":"u@example.com"}"#.utf8)
            let created = try await service.send("POST", "/users", user, right)
            #expect(created.status == 201)
            let body =
                method == "GET" || method == "HEAD" || method == "OPTIONS"
                ? nil : Array(#"{"ids":["u1"],"n":1}"#.utf8)
            let wrong = [
                [], [("Authorization", "Bearer the-wrong-key")], [("Authorization", "Basic dTpw")],
                [("Authorization", "the-right-key")], right + right, [("X-API-Key", "the-right-key")],
            ]
            for fields in wrong {
                let answer = try await service.send(method, target, body, fields)
                #expect(answer.status == 401)
                #expect(answer["www-authenticate"] == "Bearer realm=\"userkv\"")
                if method != "HEAD" { #expect(answer.code == "unauthorized") }
                #expect(service.isConnected)
            }
            #expect(try await service.stored() == created.text)
            #expect(try await service.send(method, target, body, right).status != 401)
        }
    }

    @Test(arguments: ["/", "/livez", "/readyz", "/healthz", "/openapi.json", "/docs"])
    func somePathsArePublic(target: String) async throws {
        try await UserService.run(.init(keys: APIKeys(fileText: "the-right-key"))) { service in
            let answer = try await service.send("GET", target)
            #expect(answer.status == 200)
        }
    }

    @Test func aRouteThatIsThereTwiceIsFoundAtTheStart() async throws {
        try await UserService.run { service in
            #expect(throws: RouteClash.self) {
                try UserAPIApplication(
                    context: service.context,
                    keys: .none,
                    routes: service.routes + service.routes
                )
            }
        }
    }
}
