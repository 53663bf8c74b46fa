import HTTPServer
import Testing

@testable import UserAPI

struct CrossOriginPolicyTests {
    private static func fields(_ list: String, _ origin: String) throws -> String {
        let policy = try #require(CrossOriginPolicy(list: list))
        return String(decoding: policy.fields(for: try TestHead.parse(["Origin: \(origin)"])), as: UTF8.self)
    }

    @Test func anOriginThatWasNamedMayRead() throws {
        let fields = try Self.fields("https://a.example, http://localhost:3000", "http://localhost:3000")
        #expect(fields.contains("Access-Control-Allow-Origin: http://localhost:3000\r\n"))
        #expect(fields.contains("Vary: Origin\r\n"))
        #expect(!fields.contains("Credentials"))
        for (name, _) in OpenAPISchemas.fields where name != "Content-Encoding" && name != "Cache-Control" {
            #expect(fields.contains(" \(name),") || fields.contains(" \(name)\r"), "\(name)")
        }
    }

    @Test(arguments: [
        "https://b.example", "https://a.example.evil", "http://a.example", "null", "HTTPS://A.EXAMPLE",
    ])
    func anotherOriginMayNot(origin: String) throws {
        #expect(try Self.fields("https://a.example", origin) == "Vary: Origin\r\n")
    }

    @Test func nobodyMayWhereNobodyWasNamed() throws {
        #expect(CrossOriginPolicy.none.fields(for: try TestHead.parse(["Origin: https://a.example"])).isEmpty)
    }

    @Test(arguments: ["*", "a.example", "https://", "https://a.example/", "https://a b", "ftp://a.example"])
    func whatIsNoOriginCannotBeNamed(list: String) {
        #expect(CrossOriginPolicy(list: list) == nil)
    }
}
