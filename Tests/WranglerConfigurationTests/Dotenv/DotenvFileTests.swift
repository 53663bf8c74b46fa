import Testing

@testable import WranglerConfiguration

struct DotenvFileTests {
    @Test(arguments: [
        ([".env"], nil as String?, ".env"),
        ([".env", ".env.local"], nil, ".env.local"),
        ([".env", ".env.local", ".env.staging"], "staging", ".env.staging"),
        ([".env", ".env.local", ".env.staging", ".env.staging.local"], "staging", ".env.staging.local"),
        ([".env", ".env.staging"], nil, ".env"),
        ([".env", ".env.staging"], "", ".env"),
        ([".env", ".dev.vars"], nil, ".dev.vars"),
        ([".env.staging.local", ".dev.vars"], "staging", ".dev.vars"),
        ([".dev.vars", ".dev.vars.staging"], "staging", ".dev.vars.staging"),
        ([".dev.vars", ".dev.vars.staging"], nil, ".dev.vars"),
    ])
    func theRightFileWins(files: [String], environment: String?, winner: String) throws {
        let folder = try TemporaryFolder()
        for file in files { try folder.write(file, "WINNER=\(file)\nONLY_\(file.utf8.count)=1") }
        let found = try DotenvFile.load(folder: folder.path, environment: environment, variables: [:])
        #expect(found.variables["WINNER"] == winner)
        #expect(found.entries["WINNER"]?.file == "\(folder.path)/\(winner)")
    }

    @Test func theFilesOfTheSearchAddUpButDevVarsStandAlone() throws {
        let folder = try TemporaryFolder()
        try folder.write(".env", "A=1\nB=1")
        try folder.write(".env.local", "B=2")
        let both = try DotenvFile.load(folder: folder.path, environment: nil, variables: [:])
        #expect(both.variables == ["A": "1", "B": "2"])
        try folder.write(".dev.vars", "C=3")
        let alone = try DotenvFile.load(folder: folder.path, environment: nil, variables: [:])
        #expect(alone.variables == ["C": "3"])
    }

    @Test func namedFilesReplaceTheSearchAndMustExist() throws {
        let folder = try TemporaryFolder()
        try folder.write(".dev.vars", "A=dev")
        try folder.write(".env", "B=env")
        let named = [try folder.write("one", "A=1\nC=1"), try folder.write("two", "A=2")]
        let found = try DotenvFile.load(folder: folder.path, environment: nil, named: named, variables: [:])
        #expect(found.variables == ["A": "2", "C": "1"])
        let error = try #require(throws: DotenvError.self) {
            try DotenvFile.load(folder: folder.path, environment: nil, named: ["/missing"], variables: [:])
        }
        #expect(error.description == "/missing cannot be read: No such file or directory")
    }

    @Test func noFileMeansNoVariables() throws {
        let folder = try TemporaryFolder()
        #expect(try DotenvFile.load(folder: folder.path, environment: "x", variables: [:]).entries.isEmpty)
    }

    @Test func theSearchForEnvFilesCanBeSwitchedOff() throws {
        let folder = try TemporaryFolder()
        try folder.write(".env", "A=1")
        let variables = ["CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV": "false"]
        #expect(
            try DotenvFile.load(folder: folder.path, environment: nil, variables: variables).entries.isEmpty
        )
        try folder.write(".dev.vars", "A=2")
        let found = try DotenvFile.load(folder: folder.path, environment: nil, variables: variables)
        #expect(found.variables == ["A": "2"])
    }

    @Test func referencesSeeTheProcessFirstAndThenEarlierLinesAndFiles() throws {
        let folder = try TemporaryFolder()
        try folder.write(".env", "A=file\nB=one\nC=${A}-${B}-${LATER}\nLATER=x\nD='${B}'")
        try folder.write(".env.local", "E=${B}")
        let found = try DotenvFile.load(folder: folder.path, environment: nil, variables: ["A": "process"])
        #expect(found.variables["C"] == "process-one-")
        #expect(found.variables["D"] == "${B}")
        #expect(found.variables["E"] == "one")
    }

    @Test func devVarsKnowNoReferences() throws {
        let folder = try TemporaryFolder()
        try folder.write(".dev.vars", "A=1\nB=${A}")
        let found = try DotenvFile.load(folder: folder.path, environment: nil, variables: [:])
        #expect(found.variables["B"] == "${A}")
    }

    @Test func anErrorNamesFileAndLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(".env", "A=1\nB=${A")
        #expect(throws: DotenvError.syntax(file: path, line: 2, .unterminatedReference)) {
            try DotenvFile.load(folder: folder.path, environment: nil, variables: [:])
        }
    }

    @Test func theLastDefinitionInAFileWins() throws {
        var file = DotenvFile()
        try file.add(Array("A=1\nA=2".utf8), path: ".env", expandsReferences: true, environment: [:])
        #expect(file.entries["A"] == DotenvFile.Entry(value: "2", file: ".env", line: 2))
    }
}
