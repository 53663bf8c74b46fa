/// Everything that the simulator remembers from request to request.
struct SimulationState: Sendable {
    /// Client addresses that are counted apart; when there are more, those without a claim are forgotten.
    static let clientsMaximum = 1024
    /// Room that all edges together have for what they remember.
    static let edgeBytesMaximum = 64 * 1024 * 1024

    let settings: KVAPISimulationSettings
    var edges: [EdgeCache]
    var writes: WriteTimes
    /// When namespaces were made that may still be hidden.
    private var newNamespaces: [String: Int64] = [:]
    private var requests: UInt64 = 0
    private var quota: RequestQuota
    private var clients: [String: RequestQuota] = [:]

    init(_ settings: KVAPISimulationSettings) {
        self.settings = settings
        let edge = EdgeCache(
            lifetime: settings.staleness,
            bytesMaximum: Self.edgeBytesMaximum / max(settings.edges, 1)
        )
        edges = Array(repeating: edge, count: max(settings.edges, 1))
        writes = WriteTimes(interval: settings.writeInterval)
        quota = RequestQuota(
            limit: settings.requestLimit,
            window: settings.requestWindow,
            block: settings.requestBlock
        )
    }

    /// A generator for the next request.
    mutating func nextGenerator() -> SeededGenerator {
        requests += 1
        return SeededGenerator(seed: settings.seed, stream: requests)
    }

    /// Counts a request of the token, or nil where nothing is counted.
    mutating func admit(at now: Int64) -> RequestQuota.Verdict? {
        settings.requestLimit > 0 ? quota.admit(at: now) : nil
    }

    /// Counts a request of a client address, or nil where nothing is counted.
    mutating func admit(client: String, at now: Int64) -> RequestQuota.Verdict? {
        guard settings.clientRequestsPerSecond > 0 else { return nil }
        if clients.count >= Self.clientsMaximum, clients[client] == nil {
            clients = clients.filter { !$0.value.isIdle(at: now) }
            if clients.count >= Self.clientsMaximum { clients = [:] }
        }
        let second: Int64 = 1_000_000_000
        let fresh = RequestQuota(limit: settings.clientRequestsPerSecond, window: second, block: 0)
        return clients[client, default: fresh].admit(at: now)
    }

    mutating func noteNewNamespace(_ id: String, at now: Int64) {
        guard settings.namespaceDelay > 0 else { return }
        newNamespaces = newNamespaces.filter { now - $0.value < settings.namespaceDelay }
        newNamespaces[id] = now
    }

    /// Whether a namespace is too new to be found.
    func hides(_ namespaceID: String, at now: Int64) -> Bool {
        newNamespaces[namespaceID].map { now - $0 < settings.namespaceDelay } ?? false
    }
}
