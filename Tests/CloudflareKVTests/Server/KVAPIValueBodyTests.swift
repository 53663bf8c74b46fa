import Testing

@testable import CloudflareKV

struct KVAPIValueBodyTests {
    private static func form(_ parts: (String, String)...) -> [UInt8] {
        let body = parts.map { "--b\r\nContent-Disposition: form-data; name=\($0.0)\r\n\r\n\($0.1)\r\n" }
            .joined()
        return Array((body + "--b--").utf8)
    }

    @Test(arguments: [
        nil, "", "text/plain", "application/json", "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=b",
        "multipart/form-dataX; boundary=b",
    ])
    func anyOtherBodyIsTheValue(contentType: String?) throws {
        let body = Self.form(("value", "v"))
        #expect(try KVAPIValueBody(body: body, contentType: contentType).value == body)
    }

    @Test(arguments: ["multipart/form-data; boundary=b", "Multipart/Form-Data;boundary=\"b\"; charset=utf-8"])
    func aFormIsTakenApart(contentType: String) throws {
        let body = Self.form(("metadata", " [1.0, \"a\"] "), ("other", "ignored"), ("value", "v"))
        let contents = try KVAPIValueBody(body: body, contentType: contentType)
        #expect(contents.value == Array("v".utf8))
        #expect(contents.metadata == Array("[1.0,\"a\"]".utf8))
    }

    @Test(arguments: ["", "null", " null "])
    func metadataMayBeNone(text: String) throws {
        let body = Self.form(("value", "v"), ("metadata", text))
        #expect(
            try KVAPIValueBody(body: body, contentType: "multipart/form-data; boundary=b").metadata == nil
        )
    }

    @Test(arguments: [
        ("multipart/form-data", form(("value", "v")), 10012),
        ("multipart/form-data; boundary=", form(), 10012),
        ("multipart/form-data; boundary=b; boundary=c", form(("value", "v")), 10012),
        ("multipart/form-data; boundary=c", form(("value", "v")), 10012),
        ("multipart/form-data; boundary=b", form(("metadata", "{}")), 10047),
        ("multipart/form-data; boundary=b", form(), 10047),
        ("multipart/form-data; boundary=b", form(("value", "v"), ("value", "w")), 10012),
        ("multipart/form-data; boundary=b", form(("value", "v"), ("metadata", "{")), 10001),
        ("multipart/form-data; boundary=b", form(("value", "v"), ("metadata", "plain words")), 10001),
        ("multipart/form-data; boundary=b", form(("value", "v"), ("metadata", #"{"a":1,"a":2}"#)), 10001),
    ])
    func refuses(contentType: String, body: [UInt8], code: Int) {
        let failure = #expect(throws: KVAPIFailure.self) {
            try KVAPIValueBody(body: body, contentType: contentType)
        }
        #expect(failure?.code == code)
        #expect(failure?.status == 400)
    }
}
