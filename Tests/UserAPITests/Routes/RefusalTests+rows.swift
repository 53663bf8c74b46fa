@testable import UserAPI

/// The tables about patches, targets, types, batches, fields and sizes.
extension RefusalTests {
    /// JSON Patches and what is wrong with them.
    static let patches: [Row] = [
        ("{}", 400, "invalid-patch"), ("[1]", 400, "invalid-patch"),
        (#"[{"op":"x","path":"/a"}]"#, 400, "invalid-patch"),
        (#"[{"op":"add","path":"/a"}]"#, 400, "invalid-patch"),
        (#"[{"op":"add","path":"a","value":1}]"#, 400, "invalid-patch"),
        (#"[{"op":"move","path":"/a"}]"#, 400, "invalid-patch"),
        (#"[{"op":"add","path":"/~2","value":1}]"#, 400, "invalid-patch"),
        (#"[{"op":"remove","path":"/absent"}]"#, 409, "patch-conflict"),
        (#"[{"op":"replace","path":"/absent","value":1}]"#, 409, "patch-conflict"),
        (#"[{"op":"add","path":"/preferences/list/9","value":1}]"#, 409, "patch-conflict"),
        (#"[{"op":"add","path":"/x","value":1},{"op":"test","path":"/x","value":2}]"#, 409, "patch-conflict"),
        (#"[{"op":"replace","path":"","value":[]}]"#, 422, "wrong-type"),
        (#"[{"op":"remove","path":"/email"}]"#, 422, "invalid-email"),
        (#"[{"op":"remove","path":"/id"}]"#, 422, "immutable-field"),
        (#"[{"op":"replace","path":"/updatedAt","value":1}]"#, 422, "immutable-field"),
    ].map { body, status, code in
        Row(
            name: body,
            method: "PATCH",
            target: "/users/u1",
            body: body,
            type: "application/json-patch+json",
            status: status,
            code: code
        )
    }

    /// JSON Patches that set members without a meaning, and where they name it.
    static let strictPatches: [(body: String, pointer: String?)] = [
        (#"[{"op":"add","path":"/x","value":1}]"#, "#/0/path"),
        (
            #"[{"op":"test","path":"/id","value":"u1"},{"op":"move","from":"/email","path":"/e~1%20"}]"#,
            "#/1/path"
        ),
        (#"[{"op":"copy","from":"/email","path":"/x"}]"#, "#/0/path"),
        (#"[{"op":"replace","path":"","value":{"id":"u1","a é":1}}]"#, "#/0/value/a%20%C3%A9"),
        (#"[{"op":"add","path":"/preferences/x","value":1}]"#, nil),
        (#"[{"op":"replace","path":"/email","value":"v@example.com"}]"#, nil),
    ]

    static let queries: [Row] = [
        ("GET", "/users?limits=1", "invalid-query"), ("GET", "/users?limit=0", "invalid-query"),
        ("GET", "/users?limit=1001", "invalid-query"), ("GET", "/users?limit=-1", "invalid-query"),
        ("GET", "/users?limit=x", "invalid-query"), ("GET", "/users?limit=", "invalid-query"),
        ("GET", "/users?limit=1&limit=1", "invalid-query"), ("GET", "/users?prefix=a%20b", "invalid-query"),
        ("GET", "/users?prefix=%FF", "invalid-query"), ("GET", "/users?prefix=%", "invalid-query"),
        ("GET", "/users?fields=", "invalid-query"), ("GET", "/users?fields=id,,email", "invalid-query"),
        ("GET", "/users?cursor=", "invalid-cursor"), ("GET", "/users?cursor=x", "invalid-cursor"),
        ("GET", "/users/u1?x=1", "invalid-query"), ("DELETE", "/users/u1?x=1", "invalid-query"),
        ("PUT", "/users/u1?x=1", "invalid-query"), ("POST", "/users?x=1", "invalid-query"),
        ("POST", "/users:batchGet?x=1", "invalid-query"), ("POST", "/users:batchDelete?x=1", "invalid-query"),
        ("POST", "/users:batchCreate?on_conflict=x", "invalid-query"),
        ("POST", "/users:batchCreate?x=1", "invalid-query"),
        ("GET", "/users/%zz", "invalid-path"), ("GET", "/users/%", "invalid-path"),
        ("GET", "/users/a%00", "invalid-path"),
        ("DELETE", "/users/%FF", "invalid-path"),
    ].map { method, target, code in
        let body = method == "POST" || method == "PUT" ? #"{"email":"u@a"}"# : nil
        return Row(name: code, method: method, target: target, body: body, status: 400, code: code)
    }

    static let types: [Row] = [
        ("POST", "/users", "text/plain"), ("POST", "/users", "application/x-www-form-urlencoded"),
        ("POST", "/users", "application/jsonp"), ("POST", "/users", "application/json; charset=latin1"),
        ("POST", "/users", "application/json; charset=\"utf-16\""),
        ("POST", "/users", "multipart/form-data; boundary=x"),
        ("PUT", "/users/u1", "text/json"), ("PUT", "/users/u1", "application/merge-patch+json"),
        ("PATCH", "/users/u1", "text/plain"), ("PATCH", "/users/u1", "application/xml"),
        ("POST", "/users:batchGet", "text/plain"), ("POST", "/users:batchDelete", "application/x-ndjson"),
        ("POST", "/users:batchCreate", "text/csv"),
    ].map { method, target, type in
        Row(
            name: type,
            method: method,
            target: target,
            body: #"{"email":"u@a"}"#,
            type: type,
            status: 415,
            code: "unsupported-media-type"
        )
    }

    static let accepts: [Row] = [
        ("GET", "/users/u1"), ("GET", "/users"), ("POST", "/users"), ("PUT", "/users/u1"),
        ("PATCH", "/users/u1"),
        ("POST", "/users:batchGet"), ("POST", "/users:batchDelete"), ("POST", "/users:batchCreate"),
    ].map { method, target in
        Row(
            name: "image/png",
            method: method,
            target: target,
            body: method == "GET" ? nil : "{}",
            field: ("Accept", "image/png, text/*;q=0.5"),
            status: 406,
            code: "not-acceptable"
        )
    }

    static let batches: [Row] = [
        "{}", "[]", #"{"ids":[]}"#, #"{"ids":"u1"}"#, #"{"ids":[1]}"#, #"{"ids":[null]}"#,
        #"{"ids":["u1"],"x":1}"#,
        #"{"ids":[\#((0...1000).map { "\"i\($0)\"" }.joined(separator: ","))]}"#,
    ].flatMap { body in
        ["/users:batchGet", "/users:batchDelete"].map { target in
            Row(
                name: "\(body.prefix(30))",
                method: "POST",
                target: target,
                body: body,
                status: 422,
                code: "wrong-type"
            )
        }
    }

    static let fields: [Row] = [
        Row(
            name: "an empty key",
            method: "POST",
            target: "/users",
            body: "{}",
            field: ("Idempotency-Key", "\"\""),
            status: 400,
            code: "invalid-request"
        ),
        Row(
            name: "a long key",
            method: "POST",
            target: "/users",
            body: "{}",
            field: ("Idempotency-Key", String(repeating: "k", count: 256)),
            status: 400,
            code: "invalid-request"
        ),
        Row(
            name: "a blank in a key",
            method: "POST",
            target: "/users",
            body: "{}",
            field: ("Idempotency-Key", "a b"),
            status: 400,
            code: "invalid-request"
        ),
    ]

    static let sizes: [Row] = [
        Row(
            name: "too long",
            method: "POST",
            target: "/users",
            body: big(2000),
            status: 413,
            code: "payload-too-large"
        ),
        Row(
            name: "too long",
            method: "PUT",
            target: "/users/u1",
            body: big(2000),
            status: 413,
            code: "payload-too-large"
        ),
        Row(
            name: "too long",
            method: "PATCH",
            target: "/users/u1",
            body: big(2000),
            status: 413,
            code: "payload-too-large"
        ),
        Row(
            name: "too long with what is there",
            method: "PUT",
            target: "/users/u1",
            body: #"{"x":"\#(String(repeating: "x", count: 950))"}"#,
            status: 413,
            code: "payload-too-large"
        ),
    ]
}
