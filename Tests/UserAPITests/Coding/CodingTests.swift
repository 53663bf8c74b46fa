import Compression
import JSON
import Testing

@testable import UserAPI

/// Content codings of requests and answers, over a real socket.
struct CodingTests {
    private static let body = #"{"id":"u1","email":"u@example.com","preferences":{"a":1.0}}"#

    private static func fill(_ service: UserService) async throws {
        let items = (0..<100).map { "{\"id\":\"u\($0)\",\"email\":\"u@example.com\"}" }
        let created = try await service.send(
            "POST",
            "/users:batchCreate",
            "[\(items.joined(separator: ","))]"
        )
        #expect(created.results.count == 100)
    }

    @Test(arguments: [
        ("gzip", true), ("x-gzip", true), ("*", true), ("gzip;q=0.5, identity;q=0.4", true),
        ("gzip;q=0", false),
        ("br", false), ("identity", false), ("gzip;q=0.3, identity;q=0.9", false),
    ])
    func aPageIsCodedAsTheClientWants(accepted: String, isCoded: Bool) async throws {
        try await UserService.run { (service) async throws in
            try await Self.fill(service)
            let plain = try await service.send("GET", "/users?limit=100")
            let coded = try await service.send("GET", "/users?limit=100", ["Accept-Encoding": accepted])
            #expect(coded.values("vary").contains("Accept, Accept-Encoding"))
            #expect(coded["content-encoding"] == (isCoded ? "gzip" : nil))
            let bytes = isCoded ? try GzipDecoder.decode(coded.body, bytesMaximum: 1 << 20) : coded.body
            #expect(bytes == plain.body)
            if isCoded { #expect(coded.body.count < plain.body.count / 2) }
        }
    }

    @Test func aClientThatTakesNoCodingGets406() async throws {
        try await UserService.run { (service) async throws in
            let answer = try await service.send(
                "GET",
                "/users",
                ["Accept-Encoding": "br, identity;q=0, *;q=0"]
            )
            #expect(answer["vary"] == "Accept, Accept-Encoding")
            let type = try await service.send("GET", "/users", ["Accept": "text/csv"])
            #expect(type.status == 406)
            #expect(type["vary"] == "Accept, Accept-Encoding")
            #expect(answer.status == 406)
            #expect(answer.code == "not-acceptable")
        }
    }

    @Test(arguments: ["identity;q=0, gzip", "gzip, *;q=0"])
    func aClientThatTakesGzipAloneGetsItHoweverShortTheAnswer(accepted: String) async throws {
        try await UserService.run { (service) async throws in
            let answer = try await service.send("GET", "/users", ["Accept-Encoding": accepted])
            #expect(answer["content-encoding"] == "gzip")
            let bytes = try GzipDecoder.decode(answer.body, bytesMaximum: 1 << 20)
            #expect(String(decoding: bytes, as: UTF8.self) == #"{"users":[],"cursor":null}"#)
        }
    }

    @Test func oneUserIsNeverCoded() async throws {
        try await UserService.run { (service) async throws in
            _ = try await service.send("POST", "/users", Self.body)
            let answer = try await service.send("GET", "/users/u1", ["Accept-Encoding": "gzip"])
            #expect(answer.status == 200)
            #expect(answer["content-encoding"] == nil)
        }
    }

    @Test func aStreamOfLinesCanBeCoded() async throws {
        try await UserService.run { (service) async throws in
            try await Self.fill(service)
            let fields: KeyValuePairs = ["Accept": "application/x-ndjson", "Accept-Encoding": "gzip"]
            let answer = try await service.send("GET", "/users", fields)
            let lines = try GzipDecoder.decode(answer.body, bytesMaximum: 1 << 20).split(separator: 0x0A)
            #expect(lines.count == 100)
        }
    }

    @Test func contentMayComeCompressed() async throws {
        try await UserService.run { (service) async throws in
            let coded = try #require(GzipEncoder.encode(Array(Self.body.utf8)))
            let answer = try await service.send("POST", "/users", coded, [("Content-Encoding", "gzip")])
            #expect(answer.status == 201)
            #expect(answer.json["preferences"]?.bytes == Array(#"{"a":1.0}"#.utf8))
        }
    }

    @Test func aBombIsRefused() async throws {
        var options = UserService.Options()
        options.settings.contentBytesMaximum = 100_000
        try await UserService.run(options) { (service) async throws in
            let bomb = try #require(GzipEncoder.encode(Array(repeating: 0x20, count: 10_000_000)))
            let answer = try await service.send("POST", "/users", bomb, [("Content-Encoding", "gzip")])
            #expect(answer.status == 413)
            #expect(try await service.storedIDs().isEmpty)
        }
    }

    @Test(arguments: [0, 4 << 20])
    func aCompressedStreamThatExpandsTooManyTimesEndsThere(blankLines: Int) async throws {
        try await UserService.run { (service) async throws in
            let items = [[UInt8]](repeating: Array("1\n".utf8), count: 1000).flatMap(\.self)
            let coded = try #require(GzipEncoder.encode(items + [UInt8](repeating: 0x0A, count: blankLines)))
            let answer = try await service.send(
                "POST",
                "/users:batchCreate",
                coded,
                type: "application/x-ndjson",
                [("Content-Encoding", "gzip"), ("Accept", "application/x-ndjson")]
            )
            let end = blankLines == 0 ? [] : ["payload-too-large"]
            #expect(
                answer.results.map { $0["code"]?.stringValue } == Array(repeating: "wrong-type", count: 1000)
                    + end
            )
        }
    }

    @Test func membersOfGzipInARowAreOneContent() async throws {
        try await UserService.run { (service) async throws in
            let coded = try [Self.body.prefix(10), Self.body.dropFirst(10)].flatMap { part in
                try #require(GzipEncoder.encode(Array(part.utf8)))
            }
            let answer = try await service.send("POST", "/users", coded, [("Content-Encoding", "gzip")])
            #expect(answer.status == 201)
        }
    }

    @Test(arguments: [("gzip", 400, "invalid-request"), ("br", 415, "unsupported-media-type")])
    func contentThatIsNotWhatItSaysIsRefused(coding: String, status: Int, code: String) async throws {
        try await UserService.run { (service) async throws in
            let answer = try await service.send("POST", "/users", Self.body, ["Content-Encoding": coding])
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(try await service.storedIDs().isEmpty)
        }
    }

    @Test func aCompressedBatchIsExpandedOnTheWay() async throws {
        try await UserService.run { (service) async throws in
            let lines = (0..<900).map { "{\"id\":\"b\($0)\",\"email\":\"u@example.com\"}\n" }.joined()
            let coded = try #require(GzipEncoder.encode(Array(lines.utf8)))
            let answer = try await service.send(
                "POST",
                "/users:batchCreate",
                coded,
                type: "application/x-ndjson",
                [("Content-Encoding", "gzip"), ("Accept", "application/x-ndjson")]
            )
            #expect(answer.lines.count == 900)
            #expect(try await service.storedIDs().count == 900)
        }
    }

    @Test func aBatchWithAKeyHasItsEffectOnce() async throws {
        try await UserService.run { (service) async throws in
            let items = #"[{"email":"a@example.com"},{"email":"b@example.com"}]"#
            let first = try await service.send("POST", "/users:batchCreate", items, ["Idempotency-Key": "k"])
            let second = try await service.send("POST", "/users:batchCreate", items, ["Idempotency-Key": "k"])
            #expect(first.results.count == 2)
            #expect(second.body == first.body)
            #expect(second["idempotent-replayed"] == "true")
            let other = try await service.send("POST", "/users:batchCreate", "[]", ["Idempotency-Key": "k"])
            #expect(other.status == 422)
            #expect(try await service.storedIDs().count == 2)
        }
    }
}
