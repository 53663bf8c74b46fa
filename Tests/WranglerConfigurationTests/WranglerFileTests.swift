import Testing

@testable import WranglerConfiguration

struct WranglerFileTests {
    /// The folder that the whole project lies in.
    private static let projectFolder = String(
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    )

    @Test func theNearestFileUpwardIsFound() throws {
        let folder = try TemporaryFolder()
        try folder.write("wrangler.toml", "name = \"outer\"")
        try folder.write("a/wrangler.toml", "name = \"inner\"")
        try folder.write("a/b/c/file", "")
        let settings = try WranglerFile.load(
            path: nil,
            searchingFrom: folder.path + "/a/b/c",
            environment: nil
        )
        #expect(settings?.name == "inner")
        #expect(settings?.file.hasSuffix("/a/wrangler.toml") == true)
    }

    @Test(arguments: ["wrangler.json", "wrangler.jsonc"])
    func aJSONFileFurtherUpWinsAndIsRefusedByName(name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(name, "{}")
        try folder.write("a/wrangler.toml", "name = \"inner\"")
        let error = try #require(throws: WranglerError.self) {
            try WranglerFile.load(path: nil, searchingFrom: folder.path + "/a", environment: nil)
        }
        #expect(error.description.contains("/\(name): JSON configuration is not supported"))
    }

    @Test func whereAFileLiesIsTold() throws {
        let folder = try TemporaryFolder()
        try folder.write("wrangler.toml", "")
        try folder.write("a/file", "")
        for start in [folder.path, folder.path + "/a", folder.path + "/a/.."] {
            let found = try #require(WranglerFile.find(from: start))
            #expect(WranglerFile.isAbove(found, start) == start.hasSuffix("/a"))
        }
        #expect(WranglerFile.folder(of: "wrangler.toml") == ".")
        #expect(WranglerFile.folder(of: "/wrangler.toml") == "/")
        #expect(WranglerFile.folder(of: "../a/wrangler.toml") == "../a")
    }

    @Test func aFileThatIsNamedNeedsNoSearch() throws {
        let folder = try TemporaryFolder()
        try folder.write("wrangler.json", "{}")
        let path = try folder.write("other.toml", "name = \"named\"")
        #expect(try WranglerFile.load(path: path, environment: nil)?.name == "named")
    }

    @Test func noFileIsAbsenceAndANamedOneThatIsMissingAnError() throws {
        let folder = try TemporaryFolder()
        #expect(WranglerFile.find(from: folder.path + "/missing") == nil)
        let error = try #require(throws: WranglerError.self) {
            try WranglerFile.load(path: folder.path + "/wrangler.toml", environment: nil)
        }
        #expect(error.description == "\(folder.path)/wrangler.toml cannot be read: No such file or directory")
    }

    private static let unfitFiles: [([UInt8], ConfigurationFileError)] = [
        ([UInt8](repeating: 0x23, count: ConfigurationFile.bytesMaximum + 1), .tooLarge),
        ([0x61, 0x3D, 0x22, 0xFF, 0x22], .notText),
        ([0x61, 0x3D, 0x31, 0x0A, 0x00, 0x62, 0x3D, 0x32], .notText),
    ]

    @Test(arguments: unfitFiles)
    func aFileThatIsNoShortTextIsRefused(bytes: [UInt8], expected: ConfigurationFileError) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("wrangler.toml", bytes)
        #expect(throws: WranglerError.file(path: path, expected)) {
            try WranglerFile.load(path: path, environment: nil)
        }
    }

    @Test func theLongestFileAndAByteOrderMarkAreRead() throws {
        let folder = try TemporaryFolder()
        let text: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("name = \"marked\"\n#".utf8)
        let filler = [UInt8](repeating: 0x20, count: ConfigurationFile.bytesMaximum - text.count)
        let path = try folder.write("wrangler.toml", text + filler)
        #expect(try WranglerFile.load(path: path, environment: nil)?.name == "marked")
    }

    @Test(arguments: [(nil as String?, "userkv"), ("staging", "userkv-staging")])
    func theProjectsOwnConfigurationIsRead(environment: String?, name: String) throws {
        let path = Self.projectFolder + "/wrangler.toml"
        let settings = try #require(try WranglerFile.load(path: path, environment: environment))
        #expect(settings.name == name)
        #expect(settings.warnings.isEmpty)
        #expect(settings.variables["LOG_LEVEL"] != nil)
        let namespace = try settings.namespace()
        #expect(namespace.id != nil && namespace.previewID != nil && namespace.id != namespace.previewID)
        // Its ids are to be filled in, and nobody finds that out from a network error.
        #expect(throws: WranglerError.self) { try namespace.identifier(for: .serving) }
    }
}
