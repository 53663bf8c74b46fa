import Testing

@testable import CloudflareKV

struct HeaderValueTests {
    @Test(arguments: [
        ("multipart/form-data", "multipart/form-data", [:]),
        ("Multipart/Form-Data; Boundary=aB", "multipart/form-data", ["boundary": "aB"]),
        ("a;b=c", "a", ["b": "c"]), ("a ; b=c ; d=e ;", "a", ["b": "c", "d": "e"]),
        ("a; b=\"c d\"", "a", ["b": "c d"]), ("a; b=\"\\\"\\\\;\"; d=e", "a", ["b": "\"\\;", "d": "e"]),
        ("a; b=\"\"", "a", ["b": ""]), ("a; b=x=y", "a", ["b": "x=y"]),
        ("\ta; b=c/d:e", "a", ["b": "c/d:e"]),
    ])
    func reads(text: String, word: String, parameters: [String: String]) throws {
        let value = try #require(HeaderValue(text))
        #expect(value.word == word)
        #expect(value.parameters == parameters)
    }

    @Test(arguments: [
        "", " ", ";", "a b", "a; b", "a; =c", "a; b=", "a; b=\"c", "a; b=\"c\\", "a; b=\"c\"d", "a; b=c d",
        "a; b=c; b=d",
        "a; b=c\"d",
    ])
    func refuses(text: String) {
        #expect(HeaderValue(text) == nil)
    }
}
