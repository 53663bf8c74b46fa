import NIOCore
import Testing

@testable import HTTPServer

@Suite struct RouterTests {
    /// What a look-up finds, in a form to compare: the endpoint and its undecoded captures, or the outcome's
    /// name.
    private static func resolve(
        _ table: (router: Router, endpoints: [String]),
        _ method: HTTPMethod?,
        _ path: String
    ) -> String {
        let bytes = Array(path.utf8)
        let resolution = bytes.withUnsafeBytes { table.router.resolve(method, path: $0, offset: 0) }
        switch resolution {
        case .found(let endpoint, let captures):
            let texts = (0..<captures.count).map { index in
                let slice = captures[index]
                return String(decoding: bytes[Int(slice.start)..<Int(slice.end)], as: UTF8.self)
            }
            return ([table.endpoints[endpoint]] + texts).joined(separator: " ")
        case .methodNotAllowed(let methods): return "allow \(methods.allowValue)"
        case .trailingSlash: return "trailing slash"
        case .malformed: return "malformed"
        case .notFound: return "not found"
        }
    }

    private static func table() throws -> (router: Router, endpoints: [String]) {
        var builder = RouterBuilder<String>()
        try builder.add(.get, RoutePattern("/"), "root")
        try builder.add(.get, RoutePattern("/users"), "list")
        try builder.add(.post, RoutePattern("/users"), "create")
        try builder.add(.get, RoutePattern("/users/{id}"), "read")
        try builder.add(.head, RoutePattern("/users/{id}"), "head")
        try builder.add(.delete, RoutePattern("/users/{id}"), "delete")
        try builder.add(.get, RoutePattern("/users/{id}/items/{item}"), "item")
        try builder.add(.get, RoutePattern("/usersearch"), "search")
        try builder.add(.get, RoutePattern("/files/{path...}"), "files")
        try builder.add(.get, RoutePattern("/a/b/c"), "deep")
        return builder.frozen()
    }

    @Test(arguments: [
        ("/", "root"), ("/users", "list"), ("/usersearch", "search"), ("/users/u1", "read u1"),
        ("/users/-", "read -"),
        ("/users/u1/items/7", "item u1 7"), ("/files/a", "files a"), ("/files/a/b//c/", "files a/b//c/"),
        ("/a/b/c", "deep"),
        // Paths that are not there.
        ("/Users", "not found"), ("/user", "not found"), ("/userss", "not found"),
        ("/users/u1/items", "not found"),
        ("/users/u1/x", "not found"), ("/a/b", "not found"), ("/a/b/c/d", "not found"),
        ("/files", "not found"),
        ("", "not found"), ("users", "not found"), ("*", "not found"),
        // Slashes count.
        ("/users/", "trailing slash"), ("/users/u1/", "trailing slash"), ("/a/b/c/", "trailing slash"),
        ("/a/b/", "not found"),
        ("//", "not found"), ("//users", "not found"), ("/users//", "not found"),
        ("/users//items/7", "not found"),
        ("/users/u1//items/7", "not found"), ("/users/u1/items//", "not found"),
        // Dots are ordinary.
        ("/a/../users", "not found"), ("/./users", "not found"), ("/users/..", "read .."),
        ("/users/.", "read ."),
        ("/users/%2e%2e", "read %2e%2e"),
    ])
    func aPathLeadsToItsRoute(path: String, expected: String) throws {
        #expect(Self.resolve(try Self.table(), .get, path) == expected)
    }

    @Test(arguments: [
        // A segment is decoded once, after the path was split.
        ("/users/a%2Fb", "read a%2Fb"), ("/users/%2F", "read %2F"), ("/users%2Fu1", "not found"),
        ("/users/a%252Fb", "read a%252Fb"),
        ("/%75sers", "list"), ("/%75%73%65%72%73", "list"), ("/us%65rs/x", "read x"),
        ("/user%73/", "trailing slash"),
        ("/users/%C3%A9", "read %C3%A9"), ("/users/%20", "read %20"), ("/files/%41/b", "files %41/b"),
        // What stands for no text.
        ("/users/%", "malformed"), ("/users/%4", "malformed"), ("/users/%zz", "malformed"),
        ("/users/%%41", "malformed"),
        ("/users/%00", "malformed"), ("/users/%C3", "malformed"), ("/users/%FF", "malformed"),
        ("/users/%C0%AF", "malformed"),
        ("/users/%E0%80%AF", "malformed"), ("/users/%ED%A0%80", "malformed"),
        ("/users/%F4%90%80%80", "malformed"),
        ("/nowhere/%zz", "malformed"), ("/files/%00", "malformed"), ("/%+4", "malformed"),
    ])
    func percentEncodingIsReadOnceAndStrictly(path: String, expected: String) throws {
        #expect(Self.resolve(try Self.table(), .get, path) == expected)
    }

    @Test(arguments: [
        (HTTPMethod.post, "/users", "create"), (.post, "/users/u1", "allow GET, HEAD, DELETE"),
        (.head, "/users/u1", "head u1"),
        (.head, "/users", "allow GET, POST"), (.put, "/", "allow GET"), (.delete, "/users/u1", "delete u1"),
        (nil, "/users", "allow GET, POST"), (nil, "/nowhere", "not found"), (.post, "/nowhere", "not found"),
        (.post, "/a/b", "not found"), (.put, "/users/", "trailing slash"),
    ])
    func anotherMethodIsToldWhichAreAllowed(method: HTTPMethod?, path: String, expected: String) throws {
        #expect(Self.resolve(try Self.table(), method, path) == expected)
    }

    @Test(arguments: [
        ("/users/{id}", "/users/me", "a literal and a parameter stand at the same place"),
        ("/users/me", "/users/{id}", "a literal and a parameter stand at the same place"),
        ("/files/{rest...}", "/files/{id}", "a literal and a parameter stand at the same place"),
        ("/files/{rest...}", "/files/x", "a literal and a parameter stand at the same place"),
        ("/files/{id}", "/files/{rest...}", "a literal and a parameter stand at the same place"),
        ("/users/{id}", "/users/{name}", "another route serves GET on the same paths"),
        ("/users", "/users/", "another route serves GET on the same paths"),
        ("/x", "/{rest...}/x", "the rest of a path stands before its end"),
        ("/x", "/{a}/{b}/{c}/{d}/{e}", "it has more than 4 parameters"),
    ])
    func routesThatClashCannotBeAdded(first: String, second: String, reason: String) throws {
        var builder = RouterBuilder<String>()
        try builder.add(.get, RoutePattern(first), "first")
        let clash = #expect(throws: RouteClash.self) { try builder.add(.get, RoutePattern(second), "second") }
        #expect(clash?.reason == reason)
    }

    @Test func aPathMayHaveOneRoutePerMethod() throws {
        var builder = RouterBuilder<String>()
        for method in HTTPMethod.allCases { try builder.add(method, RoutePattern("/x/{y}"), "\(method)") }
        let router = builder.frozen()
        for method in HTTPMethod.allCases { #expect(Self.resolve(router, method, "/x/1") == "\(method) 1") }
    }

    private struct Segment: PathParameter {
        let text: String

        init?(_ segment: PathSegment) {
            text = String(buffer: segment.decoded)
            if text == "no" { return nil }
        }
    }

    @Test(arguments: [
        ("/users/a%2Fb", "a/b"), ("/users/a%252Fb", "a%2Fb"), ("/users/plain", "plain"),
        ("/users/%E2%82%AC", "\u{20AC}"), ("/users/no", nil),
    ])
    func aParameterIsDecodedForItsReader(path: String, expected: String?) throws {
        let request = "GET \(path)?id=x HTTP/1.1\r\nHost: a\r\n\r\n"
        var parser = RequestHeadParser(limits: HTTPLimits())
        guard case .head(let head, _) = try parser.parse(ByteBuffer(string: request)) else {
            Issue.record("The request is not whole.")
            return
        }
        guard case .found(_, let captures) = try Self.table().router.resolve(head) else {
            Issue.record("The path has no route.")
            return
        }
        #expect(captures.parameter(0, of: head, as: Segment.self)?.text == expected)
    }
}
