import Testing

@testable import WranglerConfiguration

struct DotenvReferencesTests {
    private let references = DotenvReferences { ["A": "1", "EMPTY": ""][$0] }

    @Test(arguments: [
        ("${A}", "1"),
        ("x${A}y${A}z", "x1y1z"),
        ("$A $ {A} $", "$A $ {A} $"),
        ("${NONE}", ""),
        ("${NONE:-x}", "x"),
        ("${EMPTY:-x}", "x"),
        ("${A:-x}", "1"),
        ("${NONE:-}", ""),
        ("${NONE:-a:-b}", "a:-b"),
        ("\\${A}", "${A}"),
        ("a\\b", "a\\b"),
        ("é${A}é", "é1é"),
    ])
    func aReferenceGivesWhatItStandsFor(text: String, expected: String) throws {
        #expect(try references.replaced(in: text) == expected)
    }

    @Test func aReferenceThatIsNotClosedIsAnError() {
        #expect(throws: DotenvSyntaxProblem.unterminatedReference) { try references.replaced(in: "${A") }
    }

    @Test func aValueDoesNotGrowWithoutEnd() throws {
        var text = "B0=0123456789abcdef\n"
        for index in 1...40 { text += "B\(index)=${B\(index - 1)}${B\(index - 1)}\n" }
        var file = DotenvFile()
        #expect(throws: DotenvError.syntax(file: ".env", line: 14, .valueTooLong)) {
            try file.add(Array(text.utf8), path: ".env", expandsReferences: true, environment: [:])
        }
    }
}
