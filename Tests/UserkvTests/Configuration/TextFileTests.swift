import Testing

@testable import userkv

struct TextFileTests {
    @Test func whatWasWrittenIsRead() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/file"
        for text in ["", "é\r\n", String(repeating: "x", count: TextFile.bytesMaximum)] {
            try TextFile.write(text, to: path)
            #expect(try TextFile.read(path) == text)
        }
    }

    @Test func aFileThatIsTooLongIsRefused() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/file"
        try TextFile.write(String(repeating: "x", count: TextFile.bytesMaximum + 1), to: path)
        #expect(throws: TextFileError.tooLong) { try TextFile.read(path) }
    }

    @Test func aMissingFileAndAFolderAreToldApartFromText() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        #expect(throws: TextFileError.self) { try TextFile.read("\(folder.path)/absent/file") }
        #expect(throws: TextFileError.self) { try TextFile.read("/") }
        #expect(throws: TextFileError.self) { try TextFile.write("", to: "\(folder.path)/absent/file") }
    }
}
