import Testing

@testable import userkv

struct StartupMemoryTests {
    @Test func codeOfAFileIsFound() {
        let line =
            "7f0012340000-7f0012350000 r-xp 00001000 fe:00 1234                       /usr/lib/a file.so"
        #expect(StartupMemory.codeMapping(line[...]) == 0x7f00_1234_0000..<0x7f00_1235_0000)
    }

    static let others = [
        // Data that may differ from the file, memory without a file, and lines that are none.
        "7f0012340000-7f0012350000 rwxp 00001000 fe:00 1234    /usr/lib/a.so",
        "7f0012340000-7f0012350000 r--p 00001000 fe:00 1234    /usr/lib/a.so",
        "7f0012340000-7f0012350000 rw-p 00001000 fe:00 1234    /usr/lib/a.so",
        "7ffd12340000-7ffd12342000 r-xp 00000000 00:00 0       [vdso]",
        "7f0012340000-7f0012350000 r-xp 00000000 00:00 0", "7f0012350000-7f0012340000 r-xp 0 fe:00 1 /a",
        "x-y r-xp 00001000 fe:00 1234 /a", "",
    ]

    @Test(arguments: others)
    func everythingElseIsLeftAlone(line: String) {
        #expect(StartupMemory.codeMapping(line[...]) == nil)
    }

    @Test func onlyCodeThatIsAsInTheFileIsLetGo() {
        let maps = """
            1000-2000 r-xp 00000000 fe:00 1 /a
            Rss: 4 kB
            Anonymous: 0 kB
            3000-4000 r-xp 00000000 fe:00 2 /b
            Anonymous: 4 kB
            5000-6000 rw-p 00000000 fe:00 2 /b
            Anonymous: 0 kB
            7000-8000 r-xp 00000000 fe:00 3 /c
            """
        #expect(StartupMemory.unchangedCode(maps) == [0x1000..<0x2000])
    }

    @Test func theProgramRunsOnAfterIt() throws {
        StartupMemory.release()
        #expect(try TextFile.read("/proc/self/maps").contains("r-xp"))
    }
}
