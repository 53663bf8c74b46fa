import Testing

@testable import HTTPServer

@Suite struct RoutePatternTests {
    @Test(
        arguments: [
            ("/", "/", []), ("/users", "/users", []), ("/users/{id}", "/users/{id}", ["id"]),
            ("/a/{b}/c/{d...}", "/a/{b}/c/{d...}", ["b", "d"]),
        ] as [(String, String, [String])]
    )
    func aPatternIsReadAndWritten(text: String, written: String, names: [String]) {
        let pattern = RoutePattern(text)
        #expect(pattern.description == written)
        #expect(pattern.parameterNames == names)
    }
}
