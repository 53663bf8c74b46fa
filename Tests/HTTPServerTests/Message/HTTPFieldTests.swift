import Testing

@testable import HTTPServer

@Suite struct HTTPFieldTests {
    private func field(_ name: String) -> HTTPField? {
        Array(name.utf8).withUnsafeBytes { HTTPField(name: $0) }
    }

    @Test(arguments: HTTPField.allCases)
    func everyFieldIsFoundByItsNameInAnyCase(_ expected: HTTPField) {
        let name = expected.name.description
        #expect(field(name) == expected)
        #expect(field(name.uppercased()) == expected)
        #expect(field(String(name.dropLast())) == nil)
        #expect(field(name + "x") == nil)
        #expect(field("q" + name.dropFirst()) == nil)
    }

    @Test func aHeadHasRoomForEveryField() {
        #expect(HTTPField.allCases.allSatisfy { $0.rawValue < 20 })
    }
}
