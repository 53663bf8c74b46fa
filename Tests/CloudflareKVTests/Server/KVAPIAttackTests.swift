import JSON
import KeyValueStore
import Testing

@testable import CloudflareKV

/// Requests that nobody sends by accident.
struct KVAPIAttackTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        let body: String
        let status: Int
        let code: Int64
        let message: String

        init(
            _ method: String,
            _ path: String,
            _ body: String,
            _ status: Int,
            _ code: Int64,
            _ message: String
        ) {
            self.method = method
            self.path = path
            self.body = body
            self.status = status
            self.code = code
            self.message = message
        }

        init(_ method: String, _ path: String, _ status: Int, _ code: Int64, _ message: String) {
            self.init(method, path, "", status, code, message)
        }

        var testDescription: String { "\(method) \(path.prefix(60)) \(body.prefix(60))" }
    }

    private static let long = String(repeating: "k", count: 513)
    private static let nested = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
    private static func items(_ count: Int, _ item: String) -> String {
        "[" + Array(repeating: item, count: count).joined(separator: ",") + "]"
    }

    static let bulkPuts: [Attack] = [
        ("{}", 10012, "expected a JSON array"), ("", 10012, "expected a JSON array"),
        ("null", 10012, "expected a JSON array"), ("[", 10012, "not closed"),
        (#"[{"key":"a","value":"b"}"#, 10012, "not closed"), (#"[{"key":"a","value":"b"},]"#, 10012, "[1]"),
        (#"[{"key":"a","value":"b"}] x"#, 10012, "unexpected bytes behind"),
        (#"[{"key":"a","value":"b"} {}]"#, 10012, "[0]"),
        (#"[{"key":"a","value":"b"}}]"#, 10012, "expected ','"),
        (
            #"[{"key":"a","value":"b"} {}]"#, 10012,
            "[0]: unexpected bytes after the document's value (byte 25)"
        ),
        (#"[{"key":"a","value":"b"},]"#, 10012, "[1]: unexpected end of the document (byte 25)"),
        (#"[{"key":x}]"#, 10012, "[0]: unexpected character, expected a value (byte 8)"),
        ("[,]", 10012, "[0]"), ("[1]", 10012, "[0] must be an object, not number"),
        (#"["a"]"#, 10012, "[0] must be an object, not string"),
        (#"[{"key":"a","value":"b"},{"value":"b"}]"#, 10012, "[1].key is missing"),
        (#"[{"key":"a"}]"#, 10012, "[0].value is missing"),
        (#"[{"key":7,"value":"b"}]"#, 10012, "[0].key must be a string, not number"),
        (#"[{"key":"a","value":null}]"#, 10012, "[0].value must be a string, not null"),
        (#"[{"key":"a","value":{"b":1}}]"#, 10012, "[0].value must be a string, not object"),
        (#"[{"key":"a","value":"b","base64":"yes"}]"#, 10012, "[0].base64 must be a boolean, not string"),
        (#"[{"key":"a","value":"****","base64":true}]"#, 10012, "[0].value is not valid base64"),
        (#"[{"key":"a","value":"YQ","base64":true}]"#, 10012, "[0].value is not valid base64"),
        (#"[{"key":"a","value":"YR==","base64":true}]"#, 10012, "[0].value is not valid base64"),
        (#"[{"key":"a","value":"b","expiration_ttl":"60"}]"#, 10012, "[0].expiration_ttl must be a number"),
        (#"[{"key":"a","value":"b","expiration_ttl":1}]"#, 10034, "[0]: Invalid expiration_ttl of 1."),
        (#"[{"key":"a","value":"b","expiration_ttl":60.5}]"#, 10034, "[0]: Invalid expiration_ttl of 60.5."),
        (
            #"[{"key":"a","value":"b","expiration_ttl":1e400}]"#, 10034,
            "[0]: Invalid expiration_ttl of 1e400."
        ),
        (#"[{"key":"a","value":"b","expiration":99999999999999}]"#, 10034, "[0]: Invalid expiration of 999"),
        (#"[{"key":"a","key":"c","value":"b"}]"#, 10012, #"[0]: duplicate member "key""#),
        (#"[{"key":"","value":"b"}]"#, 10001, "[0]: Key name cannot be empty."),
        (#"[{"key":"..","value":"b"}]"#, 10001, "[0]: "),
        (#"[{"key":"\ud800","value":"b"}]"#, 10012, "[0]: "),
        ("[\(nested)]", 10012, "nested arrays and objects"),
        ("[[\(String(repeating: "0,", count: 5000))0]]", 10012, "too many parts"),
        (items(10_001, #"{"key":"a","value":"b"}"#), 10012, "more than 10000 items"),
    ].map { Attack("PUT", "/bulk", $0.0, 400, $0.1, $0.2) }

    static let bulkDeletes: [Attack] = [
        (#"{"keys":["a"]}"#, 10012, "expected a JSON array"),
        (#"["a",7]"#, 10012, "[1] must be a string, not number"),
        (#"[{"name":"a"}]"#, 10012, "[0] must be a string, not object"), (#"["a","."]"#, 10001, "[1]: "),
        (items(10_001, #""a""#), 10012, "more than 10000 items"),
    ].flatMap { body, code, message in
        [("POST", "/bulk/delete"), ("DELETE", "/bulk")].map {
            Attack($0, $1, body, 400, Int64(code), message)
        }
    }

    static let bulkGets: [Attack] = [
        ("", 10012, "unexpected end"), ("[]", 10012, "expected a JSON object, not array"),
        ("{}", 10012, "keys must be an array"),
        (#"{"keys":"a"}"#, 10012, "keys must be an array, not string"),
        (#"{"keys":["a",1]}"#, 10012, "keys[1] must be a string, not number"),
        (#"{"keys":["a",""]}"#, 10001, "keys[1]: Key name cannot be empty."),
        (#"{"keys":["a"],"type":"arrayBuffer"}"#, 10001, "is not a valid type"),
        (#"{"keys":["a"],"type":7}"#, 10001, "is not a valid type"),
        (#"{"keys":["a"],"withMetadata":"yes"}"#, 10012, "withMetadata must be a boolean, not string"),
        (#"{"keys":["a"],"keys":["b"]}"#, 10012, "duplicate member"),
    ].map { Attack("POST", "/bulk/get", $0.0, 400, $0.1, $0.2) }

    static let others: [Attack] = [
        Attack(
            "PUT",
            "/bulk",
            #"[{"key":"a","value":"b"},{"key":"\#(long)","value":""}]"#,
            414,
            10001,
            "[1]: UTF-8"
        ),
        Attack("POST", "/bulk/delete", #"["\#(long)"]"#, 414, 10001, "[0]: UTF-8 encoded length of 513"),
        Attack(
            "POST",
            "/bulk/get",
            #"{"keys":["\#(long)"]}"#,
            414,
            10001,
            "keys[0]: UTF-8 encoded length of 513"
        ),
        Attack(
            "PUT",
            "/bulk",
            #"[{"key":"a","value":"b","metadata":"\#(String(repeating: "m", count: 1023))"}]"#,
            413,
            10001,
            "[0]: Metadata length of 1025 exceeds limit of 1024."
        ),
        Attack("GET", "/values/%FF", 400, 10001, "not valid UTF-8"),
        Attack("GET", "/values/%ED%A0%80", 400, 10001, "not valid UTF-8"),
        Attack("GET", "/values/%C0%AF", 400, 10001, "not valid UTF-8"),
        Attack("GET", "/metadata/\(long)", 414, 10001, "get metadata: 'UTF-8 encoded length of 513"),
        Attack("GET", "/keys?prefix=\(long)", 414, 10001, "list keys: 'UTF-8 encoded length of 513"),
        Attack("GET", "/keys?prefix=%FF", 400, 10001, "prefix is not valid UTF-8"),
        Attack("GET", "/keys?prefix=%F", 400, 10001, "malformed percent-escape"),
        Attack("GET", "/keys?prefix=a&prefix=b", 400, 10001, "prefix is given more than once"),
        Attack("GET", "/keys?p%72efix=a&prefix=b", 400, 10001, "prefix is given more than once"),
        Attack("GET", "/keys?cursor=forged", 400, 10001, "cursor"),
        Attack(
            "GET",
            "/keys?" + String(repeating: "a&", count: 70),
            400,
            10001,
            "more than 64 query parameters"
        ),
        Attack(
            "PUT",
            "/values/k?expiration_ttl=9223372036854775807",
            400,
            10034,
            "Invalid expiration_ttl of 922"
        ),
        Attack(
            "PUT",
            "/values/k?expiration_ttl=9223372036854775808",
            400,
            10034,
            "Invalid expiration_ttl of 922"
        ),
        Attack("PUT", "/values/k?expiration_ttl=+60", 400, 10034, "Invalid expiration_ttl of  60"),
        Attack("PUT", "/values/k?expiration_ttl=%2B60", 400, 10034, "Invalid expiration_ttl of +60"),
        Attack("PUT", "/values/k?expiration=-9223372036854775808", 400, 10034, "Invalid expiration of -922"),
        Attack(
            "PUT",
            "/values/k?expiration=" + String(repeating: "9", count: 100),
            400,
            10034,
            String(repeating: "9", count: 32) + "...."
        ),
        Attack("PUT", "/values/k?expiration_ttl=60&expiration_ttl=90", 400, 10001, "more than once"),
        Attack("PATCH", "/values/k", 405, 10405, ""), Attack("POST", "/keys", 405, 10405, ""),
        Attack("HEAD", "/values/k", 405, 10405, ""), Attack("get", "/values/k", 405, 10405, ""),
        Attack("GET", "/bulk", 405, 10405, ""), Attack("PUT", "/bulk/delete", 405, 10405, ""),
        Attack("PUT", "", "", 400, 10012, "unexpected end"), Attack("PUT", "", "[]", 400, 10012, "not array"),
        Attack("PUT", "", #"{"title":"a","title":"b"}"#, 400, 10012, "duplicate member"),
        Attack("PUT", "", #"{"title":"\#(String(repeating: "t", count: 513))"}"#, 400, 10019, "at most 512"),
        Attack("GET", "/values/..%2f..%2fkeys", 404, 10009, "key not found"),
    ]

    @Test(arguments: bulkPuts + bulkDeletes + bulkGets + others)
    func isRefusedWithAReasonAndWithoutEffect(attack: Attack) async throws {
        let api = try await APIHarness()
        _ = await api.put("a", "before")
        let answer = await api.sendHere(attack.method, attack.path, attack.body)
        #expect(answer.isFailure(attack.status, attack.code), "\(answer.status) \(answer.text)")
        #expect(answer.message.contains(attack.message), "\(answer.message)")
        #expect(answer.message.utf8.count < 600)
        #expect(await api.get("a").text == "before")
        #expect(await api.sendHere("GET", "/keys").column("name") == ["a"])
        #expect(await api.sendHere("GET", "").result?.objectValue?["title"]?.stringValue == "existing")
    }

    @Test(arguments: [
        "x", "..", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33), "%00",
        String(repeating: "é", count: 16),
    ])
    func malformedNamespacesAreRefused(namespace: String) async throws {
        let api = try await APIHarness()
        for tail in ["", "/keys", "/values/k", "/metadata/k"] {
            let answer = await api.send("GET", "/\(namespace)\(tail)")
            #expect(answer.isFailure(400, 10011), "\(answer.text)")
        }
    }

    @Test func aRefusedMethodNamesTheOthers() async throws {
        let api = try await APIHarness()
        #expect(await api.sendHere("PATCH", "/values/k").response.header("allow") == "GET, PUT, DELETE")
        #expect(await api.send("DELETE", "").response.header("allow") == "GET, POST")
    }

    @Test func aPathIsQuotedAsJSONAndCutShort() async throws {
        let api = try await APIHarness()
        var request = APIHarness.request("GET", "")
        let junk = "\"\u{1}\\" + String(repeating: "é", count: 4000)
        request.rawPath = "/client/v4/accounts/\(junk)/storage/kv/namespaces"
        let answer = APIAnswer(await api.service.handle(request))
        #expect(answer.isFailure(400, 7003))
        #expect(answer.message.utf8.count < 400)
    }

    @Test func bytesThatAreNoTextShowAsReplacementCharactersInABulkRead() async throws {
        let api = try await APIHarness()
        let put = APIHarness.request(
            "PUT",
            "/\(APIHarness.namespaceID)/values/k",
            bytes: [0x61, 0xFF, 0xED, 0xA0, 0x80]
        )
        _ = await api.service.handle(put)
        let answer = await api.sendHere("POST", "/bulk/get", #"{"keys":["k"]}"#)
        let value = answer.result?.objectValue?["values"]?.objectValue?["k"]?.stringValue
        #expect(value?.hasPrefix("a\u{FFFD}") == true)
    }
}
