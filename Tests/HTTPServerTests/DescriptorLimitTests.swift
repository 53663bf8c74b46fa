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

    @Test(arguments: [(20_000, 10_000, 256), (10_256, 10_000, 256), (960, 840, 120), (32, 28, 4), (1, 1, 0)])
    func thoseThatAreRefusedAreAmongThem(connections: Int, served: Int, refused: Int) {
        let limits = HTTPLimits().within(connections: connections)
        #expect(limits.connectionsMaximum == served)
        #expect(limits.refusedConnectionsMaximum == refused)
    }

    @Test func whatTheProcessHasNowIsEnoughForOne() {
        #expect(DescriptorLimit.connections(wanted: 10) == 10)
    }
}
