import Testing

@testable import userkv

struct ServiceAddressTests {
    static let rows: [(host: String, local: String)] = [
        ("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "127.0.0.1:80"), ("::", "[::1]:80"), ("::1", "[::1]:80"),
        ("127.0.0.2", "127.0.0.2:80"), ("localhost", "localhost:80"), ("10.0.0.1", "10.0.0.1:80"),
    ]

    @Test(arguments: rows)
    func allAddressesAtOnceAreReachedByLoopback(row: (host: String, local: String)) {
        #expect(ServiceAddress.authority(ServiceAddress.local(row.host), 80) == row.local)
    }
}
