import CloudflareKV
import KeyValueStoreTesting

/// A simulator over the usual harness, whose clock only tests move.
struct SimulatorHarness: Sendable {
    let api: APIHarness
    let simulator: KVAPISimulator

    init(_ settings: String) async throws {
        api = try await APIHarness()
        simulator = KVAPISimulator(
            service: api.service,
            settings: try KVAPISimulationSettings(parsing: settings)
        )
    }

    /// Sends a request about the one namespace through an edge.
    func send(_ method: String, _ tail: String, _ body: String = "", edge: Int? = nil) async -> APIAnswer {
        let headers = edge.map { [KVAPISimulator.edgeHeader: String($0)] } ?? [:]
        let path = "/\(APIHarness.namespaceID)\(tail)"
        return APIAnswer(await simulator.handle(APIHarness.request(method, path, body, headers: headers)))
    }
}
