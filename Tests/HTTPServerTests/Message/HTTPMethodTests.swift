import Testing

@testable import HTTPServer

@Suite struct HTTPMethodTests {
    @Test(arguments: HTTPMethod.allCases)
    func everyMethodIsFoundByItsTokenInExactCase(_ expected: HTTPMethod) {
        let token = expected.name.description
        #expect(Array(token.utf8).withUnsafeBytes { HTTPMethod(token: $0) } == expected)
        for other in [token.lowercased(), token + "X", String(token.dropLast()), "X" + token.dropFirst()] {
            #expect(Array(other.utf8).withUnsafeBytes { HTTPMethod(token: $0) } == nil)
        }
    }
}
