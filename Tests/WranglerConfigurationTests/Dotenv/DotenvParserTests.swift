import Testing

@testable import WranglerConfiguration

struct DotenvParserTests {
    @Test(arguments: [
        ("A=1", "1"),
        ("A=", ""),
        ("  A  =  a b  ", "a b"),
        ("\tA=1\r\n", "1"),
        ("export A=1", "1"),
        ("export\tA = 1", "1"),
        ("A=a#b", "a"),
        ("A=a # comment", "a"),
        ("A='a # b' # comment", "a # b"),
        ("A=\"a=b\"", "a=b"),
        ("A=`it's \"it\"`", "it's \"it\""),
        ("A='a\\nb'", "a\\nb"),
        ("A=\"a\\nb\\tc\\r\\\\n\\\"d\\\"\"", "a\nb\tc\r\\n\"d\""),
        ("A=\"C:\\dir\"", "C:\\dir"),
        ("A=\"\"", ""),
        ("A=\"first\nsecond\"", "first\nsecond"),
        ("A=it's", "it's"),
        ("A=a\"b", "a\"b"),
        ("A=é", "é"),
        ("# one\n\n   # two\nA=1", "1"),
    ])
    func aValueIsReadByTheRules(text: String, expected: String) throws {
        let variables = try DotenvParser.parse(Array(text.utf8), file: ".env")
        #expect(variables.map(\.name) == ["A"])
        #expect(variables.first?.text == expected)
    }

    @Test func aVariableMayBeCalledExport() throws {
        let variables = try DotenvParser.parse(Array("export=1\nexport =2".utf8), file: ".env")
        #expect(variables.map(\.name) == ["export", "export"])
        #expect(variables.map(\.text) == ["1", "2"])
    }

    @Test func linesAreCountedAlsoThroughValuesOfSeveral() throws {
        let text = "\n# comment\nA=\"1\n2\"\nB=3\r\n\r\nC=4"
        let variables = try DotenvParser.parse(Array(text.utf8), file: ".env")
        #expect(variables.map(\.line) == [3, 5, 7])
    }

    @Test func anEmptyFileHasNoVariables() throws {
        #expect(try DotenvParser.parse([], file: ".env").isEmpty)
        #expect(try DotenvParser.parse(Array("\n \n#x".utf8), file: ".env").isEmpty)
    }

    @Test(arguments: [
        ("A=1\nB", 2, DotenvSyntaxProblem.noEqualsSign),
        ("A=1\nB: 2", 2, .noEqualsSign),
        ("A B=1", 1, .noEqualsSign),
        ("=1", 1, .invalidName),
        ("\n1A=1", 2, .invalidName),
        ("export 1A=1", 1, .invalidName),
        ("A=1\nB=\"2\nC=3\nD=4", 2, .unterminatedQuote),
        ("A='", 1, .unterminatedQuote),
        ("A=\"a\\\"", 1, .unterminatedQuote),
        ("A='1' 2", 1, .textAfterQuote),
        ("A=\"1\n2\"x", 2, .textAfterQuote),
    ])
    func aLineThatIsNoneOfThisIsAnErrorInItsPlace(text: String, line: Int, problem: DotenvSyntaxProblem) {
        #expect(throws: DotenvError.syntax(file: ".env", line: line, problem)) {
            try DotenvParser.parse(Array(text.utf8), file: ".env")
        }
    }

    @Test func anErrorDoesNotTellTheValue() throws {
        let error = try #require(throws: DotenvError.self) {
            try DotenvParser.parse(Array("TOKEN='s3cret' s3cret".utf8), file: ".dev.vars")
        }
        #expect(error.description == ".dev.vars:1: only a comment may follow the closing quote")
    }
}
