#if os(Linux)
import Glibc
import Testing

@testable import UserAPI

@Suite struct ProcessStatisticsTests {
    @Test func theSystemTellsAllOfThem() throws {
        let process = ProcessStatistics.current
        #expect(try #require(process.processorNanoseconds) > 0)
        // A test runner takes more than a mebibyte and less than a tebibyte.
        #expect((1 << 20..<1 << 40).contains(try #require(process.residentBytes)))
        #expect(try #require(process.openDescriptors) >= 3)
        #expect(try #require(process.descriptorsMaximum) >= process.openDescriptors ?? .max)
    }

    @Test func processorTimeGrows() throws {
        let before = try #require(ProcessStatistics.current.processorNanoseconds)
        var after = before
        while after == before { after = try #require(ProcessStatistics.current.processorNanoseconds) }
        #expect(after > before)
    }
}
#endif
