import Testing

@testable import HTTPServer

@Suite struct DescriptorLimitTests {
    @Test(arguments: [
        (10_000, 1 << 20, 10_000), (10_000, 1024, 960), (10_000, 64, 32), (10_000, 100, 50), (10, 1024, 10),
        (10_000, 1, 1),
    ])
    func connectionsStayBelowWhatTheProcessMayOpen(wanted: Int, descriptors: Int, connections: Int) {
        #expect(DescriptorLimit.connections(wanted: wanted, descriptors: descriptors) == connections)
    }

    @Test func whatTheProcessHasNowIsEnoughForOne() {
        #expect(DescriptorLimit.connections(wanted: 10) == 10)
    }
}
