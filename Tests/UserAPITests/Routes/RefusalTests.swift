import JSON
import Testing
import Users

@testable import UserAPI

/// Bad input of every kind: the right status and code, nothing changed, and the connection lives on.
struct RefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var method: String
        var target: String
        var body: String?
        var type: String? = "application/json"
        var field: (String, String)?
        var status: Int
        var code: String

        var testDescription: String { "\(method) \(target.prefix(60)): \(name)" }
    }

    /// JSON that nobody may send, whatever it is for.
    static let badJSON: [(name: String, text: String, code: String)] = [
        ("nothing", "", "invalid-json"),
        ("blanks", "  ", "invalid-json"),
        ("not JSON", "x", "invalid-json"),
        ("an open object", "{", "invalid-json"),
        ("a comma at the end", #"{"a":1,}"#, "invalid-json"),
        ("something behind", #"{"a":1}{}"#, "invalid-json"),
        ("NUL behind", "{}\0", "invalid-json"),
        ("a comment", "{/**/}", "invalid-json"),
        ("single quotes", "{'a':1}", "invalid-json"),
        ("NaN", #"{"a":NaN}"#, "invalid-json"),
        ("a plus sign", #"{"a":+1}"#, "invalid-json"),
        ("a leading zero", #"{"a":01}"#, "invalid-json"),
        ("a control character", "{\"a\":\"\u{1}\"}", "invalid-json"),
        ("a lone surrogate", #"{"a":"\ud800"}"#, "invalid-json"),
        ("a byte order mark", "\u{FEFF}{}", "invalid-json"),
        ("a member twice", #"{"a":1,"a":2}"#, "duplicate-member"),
        ("a member twice, once escaped", #"{"a":1,"\u0061":2}"#, "duplicate-member"),
        ("a member twice, deep down", #"{"p":[{"a":1,"a":2}]}"#, "duplicate-member"),
        (
            "too deep",
            #"{"a":"# + String(repeating: "[", count: 200) + String(repeating: "]", count: 200) + "}",
            "too-deep"
        ),
    ]

    static let json: [Row] = badJSON.flatMap { bad in
        [
            ("POST", "/users", "application/json"), ("PUT", "/users/u1", "application/json"),
            ("PATCH", "/users/u1", "application/merge-patch+json"),
            ("PATCH", "/users/u1", "application/json-patch+json"),
            ("POST", "/users:batchGet", "application/json"),
            ("POST", "/users:batchDelete", "application/json"),
        ].map { method, target, type in
            Row(
                name: bad.name,
                method: method,
                target: target,
                body: bad.text,
                type: type,
                status: 400,
                code: bad.code
            )
        }
    }

    static let documents: [Row] = [
        Row(name: "an array", method: "POST", target: "/users", body: "[]", status: 422, code: "wrong-type"),
        Row(name: "null", method: "POST", target: "/users", body: "null", status: 422, code: "wrong-type"),
        Row(
            name: "no e-mail",
            method: "POST",
            target: "/users",
            body: #"{"id":"x"}"#,
            status: 422,
            code: "invalid-email"
        ),
        Row(
            name: "a bad e-mail",
            method: "POST",
            target: "/users",
            body: #"{"email":"x"}"#,
            status: 422,
            code: "invalid-email"
        ),
        Row(
            name: "a number for e-mail",
            method: "POST",
            target: "/users",
            body: #"{"email":1}"#,
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "a bad id",
            method: "POST",
            target: "/users",
            body: #"{"id":"a/b","email":"u@a"}"#,
            status: 422,
            code: "invalid-user-id"
        ),
        Row(
            name: "an empty id",
            method: "POST",
            target: "/users",
            body: #"{"id":"","email":"u@a"}"#,
            status: 422,
            code: "invalid-user-id"
        ),
        Row(
            name: "a number for id",
            method: "POST",
            target: "/users",
            body: #"{"id":7,"email":"u@a"}"#,
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "an array of preferences",
            method: "POST",
            target: "/users",
            body: #"{"email":"u@a","preferences":[]}"#,
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "an id that is taken",
            method: "POST",
            target: "/users",
            body: #"{"id":"u1","email":"u@a"}"#,
            status: 409,
            code: "user-exists"
        ),
        Row(
            name: "an array",
            method: "PUT",
            target: "/users/u1",
            body: "[1]",
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "another id",
            method: "PUT",
            target: "/users/u1",
            body: #"{"id":"u2"}"#,
            status: 422,
            code: "immutable-field"
        ),
        Row(
            name: "no id",
            method: "PUT",
            target: "/users/u1",
            body: #"{"id":null}"#,
            status: 422,
            code: "immutable-field"
        ),
        Row(
            name: "a bad e-mail",
            method: "PUT",
            target: "/users/u1",
            body: #"{"email":"x"}"#,
            status: 422,
            code: "invalid-email"
        ),
        Row(
            name: "null preferences",
            method: "PUT",
            target: "/users/u1",
            body: #"{"preferences":null}"#,
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "an absent user",
            method: "PUT",
            target: "/users/u2",
            body: "{}",
            status: 404,
            code: "user-not-found"
        ),
        Row(
            name: "no e-mail left",
            method: "PATCH",
            target: "/users/u1",
            body: #"{"email":null}"#,
            status: 422,
            code: "invalid-email"
        ),
        Row(
            name: "another time",
            method: "PATCH",
            target: "/users/u1",
            body: #"{"createdAt":1}"#,
            status: 422,
            code: "immutable-field"
        ),
        Row(
            name: "no object",
            method: "PATCH",
            target: "/users/u1",
            body: "7",
            status: 422,
            code: "wrong-type"
        ),
        Row(
            name: "an absent user",
            method: "PATCH",
            target: "/users/u2",
            body: "{}",
            status: 404,
            code: "user-not-found"
        ),
        Row(
            name: "an unknown member",
            method: "POST",
            target: "/users",
            body: #"{"email":"u@a","x":1}"#,
            field: ("Prefer", "handling=strict"),
            status: 422,
            code: "unknown-field"
        ),
        Row(
            name: "an unknown member",
            method: "PUT",
            target: "/users/u1",
            body: #"{"x":1}"#,
            field: ("Prefer", "handling=strict"),
            status: 422,
            code: "unknown-field"
        ),
        Row(
            name: "an unknown member",
            method: "PATCH",
            target: "/users/u1",
            body: #"{"x":1}"#,
            field: ("Prefer", "handling=strict"),
            status: 422,
            code: "unknown-field"
        ),
    ]

    static func big(_ bytes: Int) -> String {
        #"{"email":"u@a","x":"\#(String(repeating: "x", count: bytes))"}"#
    }

    private func check(_ row: Row) async throws {
        try await UserService.run(
            .init(
                settings: UserAPISettings(contentBytesMaximum: 1000),
                rules: UserRules(documentBytesMaximum: 1000)
            )
        ) { service in
            let before = try await service.create("u1", #","preferences":{"list":[1.0]}"#)
            var fields: [(String, String)] = []
            if let field = row.field { fields.append(field) }
            let answer = try await service.send(
                row.method,
                row.target,
                row.body.map { Array($0.utf8) },
                type: row.type,
                fields
            )
            #expect(answer.status == row.status)
            #expect(answer.code == row.code, "\(answer.text)")
            #expect(answer["cache-control"] == "no-store")
            #expect(answer.json["requestId"]?.stringValue == answer["x-request-id"])
            // Unread content that is too long ends the connection; nothing else does.
            #expect(service.isConnected || answer.has("connection: close") && row.status == 413)
            #expect(try await service.stored() == before.text)
            #expect(try await service.storedIDs() == ["u1"])
            #expect(try await service.send("GET", "/users/u1").text == before.text)
        }
    }

    @Test(arguments: json) func badJSONChangesNothing(row: Row) async throws { try await check(row) }
    @Test(arguments: documents) func aBadDocumentChangesNothing(row: Row) async throws {
        try await check(row)
    }
    @Test(arguments: patches) func aBadPatchChangesNothing(row: Row) async throws { try await check(row) }
    @Test(arguments: queries) func aBadTargetChangesNothing(row: Row) async throws { try await check(row) }
    @Test(arguments: types) func anotherTypeOfContentChangesNothing(row: Row) async throws {
        try await check(row)
    }
    @Test(arguments: accepts) func anAnswerThatNobodyTakesChangesNothing(row: Row) async throws {
        try await check(row)
    }
    @Test(arguments: batches) func aBadListOfIdsChangesNothing(row: Row) async throws { try await check(row) }
    @Test(arguments: fields) func aBadFieldChangesNothing(row: Row) async throws { try await check(row) }

    @Test(arguments: sizes)
    func contentThatIsTooLongChangesNothing(row: Row) async throws { try await check(row) }

    @Test func invalidUTF8IsRefusedWhereverItStands() async throws {
        try await UserService.run { service in
            let before = try await service.create()
            for bytes: [UInt8] in [
                [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            ] {
                let body = Array(#"{"email":"u@a","x":""#.utf8) + bytes + Array(#""}"#.utf8)
                for (method, target) in [("POST", "/users"), ("PUT", "/users/u1"), ("PATCH", "/users/u1")] {
                    let answer = try await service.send(method, target, body)
                    #expect(answer.status == 400)
                    #expect(answer.code == "invalid-utf8")
                }
            }
            #expect(try await service.stored() == before.text)
            #expect(service.isConnected)
        }
    }

    @Test func aTypeIsTakenInAnyCaseWithItsCharset() async throws {
        try await UserService.run { service in
            try await service.create()
            let types = [
                nil, "Application/JSON", "application/json;charset=UTF-8",
                "application/json ; charset=\"utf-8\"", "application/json; x=y",
            ]
            for type in types {
                #expect(try await service.send("PUT", "/users/u1", "{}", type: type).status == 200)
            }
            for type in types + ["application/merge-patch+json"] {
                #expect(try await service.send("PATCH", "/users/u1", "{}", type: type).status == 200)
            }
        }
    }

    @Test(arguments: strictPatches)
    func aStrictClientSetsNoUnknownMemberByAPatch(body: String, pointer: String?) async throws {
        try await UserService.run { service in
            try await service.create()
            let answer = try await service.send(
                "PATCH",
                "/users/u1",
                body,
                type: "application/json-patch+json",
                ["Prefer": "handling=strict"]
            )
            #expect(answer.status == (pointer == nil ? 200 : 422), "\(answer.text)")
            let error = answer.json["errors"]?.arrayValue?.first?.objectValue
            #expect(error?["pointer"]?.stringValue == pointer)
            if pointer == nil { #expect(answer["preference-applied"] == "handling=strict") }
        }
    }

    @Test(arguments: [
        (#"[{"op":"test","path":"/id","value":"u1"},{"op":"remove","path":"/a b"}]"#, "#/1"),
        (#"[{"op":"add","path":"/x"}]"#, "#/0"), (#"[{"op":"remove","path":"/email"}]"#, "#"),
    ])
    func aRefusalOfAPatchNamesAPlaceInThePatch(body: String, pointer: String) async throws {
        try await UserService.run { service in
            try await service.create()
            let type = "application/json-patch+json"
            let answer = try await service.send("PATCH", "/users/u1", body, type: type)
            let error = answer.json["errors"]?.arrayValue?.first?.objectValue
            #expect(error?["pointer"]?.stringValue == pointer, "\(answer.text)")
        }
    }

    @Test func aRefusalNamesThePlace() async throws {
        try await UserService.run { service in
            let answer = try await service.send("POST", "/users", #"{"id":"u1","email":"x"}"#)
            let error = answer.json["errors"]?.arrayValue?.first?.objectValue
            #expect(error?["pointer"]?.stringValue == "#/email")
            let syntax = try await service.send("POST", "/users", "{\"a\":\n x}")
            #expect(syntax.json["detail"]?.stringValue?.contains("line 2") == true, "\(syntax.text)")
        }
    }
}
