/// What the simulator does; times are in nanoseconds, probabilities from 0 to 1.
package struct KVAPISimulationSettings: Hashable, Sendable {
    /// Which edge a request reaches.
    package enum EdgeChoice: String, Hashable, Sendable, CaseIterable {
        /// Any, drawn anew for each request.
        case request
        /// Always the same for one client address.
        case address
    }

    /// The same seed and the same requests in the same order give the same answers.
    package var seed: UInt64 = 0
    package var latency = SimulatedLatency.constant(0)
    /// How long an edge keeps answering from what it read, absence included; 0 for never.
    package var staleness: Int64 = 0
    package var edges = 1
    package var edgeChoice = EdgeChoice.request
    /// How long a new namespace is not found.
    package var namespaceDelay: Int64 = 0
    /// The time that must lie between two puts of one key; 0 for none.
    package var writeInterval: Int64 = 0
    /// Requests that the token may make in a window; 0 for any number.
    package var requestLimit = 0
    package var requestWindow: Int64 = 300_000_000_000
    /// How long everything is refused when the limit is exceeded.
    package var requestBlock: Int64 = 300_000_000_000
    /// Requests that one client address may make in a second; 0 for any number.
    package var clientRequestsPerSecond = 0
    /// How likely a page of keys comes empty, with a cursor that leads on.
    package var emptyPageProbability = 0.0
    /// How likely each item of a bulk write or delete fails alone.
    package var partialBulkProbability = 0.0
    /// How likely a request is answered 429.
    package var throttleProbability = 0.0
    /// How likely a request is answered 500.
    package var errorProbability = 0.0
    /// How likely a request's connection is reset.
    package var resetProbability = 0.0
    /// How likely a request gets no answer for `stallTime`, and then a closed connection.
    package var stallProbability = 0.0
    package var stallTime: Int64 = 60_000_000_000
    /// How likely a 500, a reset or a stall strikes after the request took effect rather than before.
    package var faultAfterProbability = 0.5

    /// Nothing is simulated.
    package init() {}

    /// What the real service does on an ordinary day, as far as its documentation tells.
    package static let realistic: KVAPISimulationSettings = {
        var settings = KVAPISimulationSettings()
        settings.latency = .logNormal(median: 40_000_000, percentile99: 250_000_000)
        settings.staleness = 60_000_000_000
        settings.edges = 2
        settings.namespaceDelay = 1_000_000_000
        settings.writeInterval = 1_000_000_000
        settings.requestLimit = 1200
        settings.clientRequestsPerSecond = 200
        return settings
    }()
}
