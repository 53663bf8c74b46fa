import JSON
import KeyValueStore
import KeyValueStoreTesting
import Testing

@testable import UserAPI

struct UserRoutesGetTests {
    /// Documents that come back byte for byte, apart from what the server adds at the end.
    static let documents = [
        #"{"id":"u1","email":"u@example.com","preferences":{"a":1.0,"b":1,"c":1e0,"d":10E-1,"e":-0,"f":-0.0}}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"big":12345678901234567890123,"tiny":1e-999}}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"z":1,"a":2,"m":{"y":1,"b":2}}}"#,
        #"{"z":0,"email":"u@example.com","id":"u1","preferences":{},"a":[]}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"e":"\u00e9é\/\\\"\b\f\n\r\t\u0000"}}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"😀":"\ud83d\ude00","\ud83d\ude00x":"😀"}}"#,
        // Two names that look the same: one composed, one of two code points.
        "{\"id\":\"u1\",\"email\":\"u@example.com\",\"preferences\":{\"\u{E9}\":1,\"e\u{301}\":2}}",
        #"{"id":"u1","email":"u@example.com","preferences":{"":"","true":true,"n":null,"__proto__":{}}}"#,
        #"{"id":"u1","email":"u@example.com","preferences":{"deep":[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]}}"#,
        #"{"i\u0064":"u1","email":"u\u0040example.com","preferences":{}}"#,
    ]

    @Test(arguments: documents)
    func whatWasSentComesBackByteForByte(document: String) async throws {
        try await UserService.run { service in
            let now = service.clock.wallMilliseconds()
            let expected = document.dropLast() + #","createdAt":\#(now),"updatedAt":\#(now)}"#
            let created = try await service.send("POST", "/users", document)
            #expect(created.status == 201)
            #expect(created.text == expected)
            for fields: KeyValuePairs<String, String> in [[:], [:], ["Cache-Control": "no-cache"]] {
                let answer = try await service.send("GET", "/users/u1", fields)
                #expect(answer.text == expected)
                #expect(answer["content-type"] == "application/json")
                #expect(answer["content-length"] == "\(expected.utf8.count)")
            }
            let other = try await service.send("PUT", "/users/u1", #"{"added":1.50}"#)
            #expect(other.text == expected.dropLast() + #","added":1.50}"#)
        }
    }

    @Test func whitespaceIsNotPartOfADocument() async throws {
        try await UserService.run { service in
            let sent =
                " {\r\n\t\"id\" : \"u1\" , \"email\":\"u@example.com\",\"preferences\":{ \"a\" : [ 1 , 2.0 ] } }\n"
            let created = try await service.send("POST", "/users", sent)
            #expect(
                created.text.hasPrefix(#"{"id":"u1","email":"u@example.com","preferences":{"a":[1,2.0]},"#)
            )
        }
    }

    /// What another writer stored is served as it is.
    @Test func bytesOfAnotherWriterAreServedAsTheyAre() async throws {
        try await UserService.run { service in
            let text = "{ \"id\":\"u1\",\n \"email\" : \"u@example.com\" }"
            _ = try await service.store.put(
                KVWrite(key: KVKey(unchecked: Array("user:u1".utf8)), value: Array(text.utf8))
            )
            #expect(try await service.send("GET", "/users/u1").text == text)
            #expect(try await service.send("GET", "/users/u1").text == text)
        }
    }

    @Test func whatIsNoUserIsAFailureOfTheServer() async throws {
        try await UserService.run { service in
            _ = try await service.store.put(
                KVWrite(key: KVKey(unchecked: Array("user:u1".utf8)), value: Array("not json".utf8))
            )
            for _ in 0..<2 {
                let answer = try await service.send("GET", "/users/u1")
                #expect(answer.status == 500)
                #expect(answer.code == "corrupt-user")
                #expect(!answer.text.contains("not json"))
            }
        }
    }

    /// Paths whose last segment cannot be a user's id.
    static let noUsers = [
        "%20", "a%20b", "%2e", "%2e%2e", "-a", "a%2Fb", "%C3%A9", String(repeating: "a", count: 129),
    ]

    @Test(arguments: noUsers)
    func noUserHasAnotherKindOfId(segment: String) async throws {
        try await UserService.run { service in
            for method in ["GET", "HEAD", "PUT", "PATCH"] {
                let body = method == "PUT" || method == "PATCH" ? #"{"n":1}"# : nil
                let answer = try await service.send(method, "/users/\(segment)", body)
                #expect(answer.status == 404, "\(method)")
                if method != "HEAD" { #expect(answer.code == "user-not-found") }
            }
            #expect(try await service.send("DELETE", "/users/\(segment)").status == 204)
            #expect(service.isConnected)
        }
    }

    @Test func percentEncodedIdsAreTheSameIds() async throws {
        try await UserService.run { service in
            let created = try await service.create("a@b:c+d")
            for path in ["a@b:c+d", "a%40b%3Ac%2Bd", "%61@b:c%2bd"] {
                #expect(try await service.send("GET", "/users/\(path)").text == created.text)
            }
            #expect(try await service.send("GET", "/users/a@b:c%20d").status == 404)
        }
    }

    @Test func headAnswersLikeGetWithoutContent() async throws {
        try await UserService.run { service in
            try await service.create()
            for target in ["/users/u1", "/users/absent", "/users?limit=1", "/livez", "/openapi.json"] {
                for _ in 0..<2 {
                    let get = try await service.send("GET", target)
                    let head = try await service.send("HEAD", target)
                    #expect(head.body.isEmpty)
                    #expect(head.status == get.status)
                    for field in ["content-type", "etag", "cache-control", "link"] {
                        #expect(head[field] == get[field], "\(field) of \(target)")
                    }
                    // The identifier of the request is in a problem document, and has one length.
                    #expect(head["content-length"] == get["content-length"], "\(target)")
                }
            }
        }
    }
}
