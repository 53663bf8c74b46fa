/// What an HTTP server mounts: the API itself, or the simulator around it.
package protocol KVAPIResponding: Sendable {
    /// The answer to a request that is refused whatever its body, so that nobody need read it; nil for others.
    func refusal(of request: KVAPIRequest) -> KVAPIResponse?

    /// Answers a request with its whole body.
    func handle(_ request: KVAPIRequest) async -> KVAPIResponse
}
