import KeyValueStore
import Synchronization

/// Makes the API behave like the real one on a good or a bad day, the same way for the same seed.
///
/// Nothing here waits: delays, resets and stalls are part of the answer, and the HTTP server carries them out. Requests
/// without good credentials or a route are answered by the service alone.
package final class KVAPISimulator: KVAPIResponding {
    /// The header by which a request may choose its edge: a number from 0.
    package static let edgeHeader = "x-simulated-edge"

    let settings: KVAPISimulationSettings
    let state: Mutex<SimulationState>
    private let service: KVAPIService

    var clock: any KVClock { service.clock }

    package init(service: KVAPIService, settings: KVAPISimulationSettings) {
        self.service = service
        self.settings = settings
        state = Mutex(SimulationState(settings))
    }

    /// The answer to a request that is refused whatever its body; nil for others.
    ///
    /// Nothing is simulated here.
    package func refusal(of request: KVAPIRequest) -> KVAPIResponse? {
        service.refusal(of: request)
    }

    /// Answers a request.
    package func handle(_ request: KVAPIRequest) async -> KVAPIResponse {
        if let refusal = service.refusal(of: request) { return refusal }
        let now = clock.monotonicNanoseconds()
        let (plan, client, quota) = state.withLock { state in
            let generator = state.nextGenerator()
            let plan = SimulationPlan(settings, edge: edge(of: request), generator: generator)
            return (plan, state.admit(client: request.clientAddress, at: now), state.admit(at: now))
        }
        var response =
            if let refused = [quota, client].compactMap({ $0 }).first(where: { !$0.isAdmitted }) {
                Self.throttled(nanoseconds: refused.reset)
            } else {
                await answer(request, plan)
            }
        response.delayNanoseconds = plan.delay
        if let quota, response.disposition == .send { addRateFields(to: &response, quota) }
        return response
    }

    private func answer(_ request: KVAPIRequest, _ plan: SimulationPlan) async -> KVAPIResponse {
        let response = plan.takesEffect ? await service(for: plan).handle(request) : nil
        switch plan.fault {
        case nil: return response ?? Self.failed
        case .throttle: return Self.throttled(nanoseconds: Self.second)
        case .error: return Self.failed
        case .reset: return KVAPIResponse(status: 500, headers: [], body: [], disposition: .reset)
        case .stall:
            let stall = KVAPIResponse.Disposition.stall(nanoseconds: settings.stallTime)
            return KVAPIResponse(status: 500, headers: [], body: [], disposition: stall)
        }
    }

    private func service(for plan: SimulationPlan) -> KVAPIService {
        var service = service
        service.catalog = SimulatedCatalog(
            base: service.catalog,
            simulator: self,
            edge: plan.edge,
            generator: plan.generator
        )
        service.passesEmptyPages = settings.emptyPageProbability > 0
        service.listsAllBulkFailures = settings.partialBulkProbability > 0
        return service
    }

    /// The edge that a request chooses or that its client's address leads to; nil where it is to be drawn.
    private func edge(of request: KVAPIRequest) -> Int? {
        let count = max(settings.edges, 1)
        if let chosen = request.header(Self.edgeHeader).flatMap(SimulationValue.wholeNumber) {
            return Int(chosen % UInt64(count))
        }
        guard settings.edgeChoice == .address else { return nil }
        // Swift's own hash differs from run to run; this one is FNV-1a.
        let hash = request.clientAddress.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return Int(hash % UInt64(count))
    }
}

extension KVAPISimulator {
    private static let second: Int64 = 1_000_000_000

    private static let failed = KVAPIEnvelope.failure(
        KVAPIFailure(status: 500, code: KVAPIFailure.ServerCode.internalError, "internal error")
    )

    private static func throttled(nanoseconds: Int64) -> KVAPIResponse {
        KVAPIEnvelope.failure(
            .throttled(KVAPICode.throttled.message, retryAfterSeconds: wholeSeconds(nanoseconds))
        )
    }

    /// Cloudflare sends both headers with every answer, and `retry-after` only with a 429.
    private func addRateFields(to response: inout KVAPIResponse, _ quota: RequestQuota.Verdict) {
        let name = "default"
        let state = RateLimitState(
            name: name,
            remaining: quota.remaining,
            resetSeconds: Int(Self.wholeSeconds(quota.reset))
        )
        let policy = RateLimitPolicy(
            name: name,
            quota: settings.requestLimit,
            windowSeconds: Int(Self.wholeSeconds(settings.requestWindow))
        )
        response.headers += [
            KVAPIHeader(RateLimitFields.stateName.lowercased(), RateLimitFields.text([state])),
            KVAPIHeader(RateLimitFields.policyName.lowercased(), RateLimitFields.text([policy])),
        ]
    }

    private static func wholeSeconds(_ nanoseconds: Int64) -> Int64 {
        KVAPIFailure.wholeSeconds(.nanoseconds(nanoseconds))
    }
}
