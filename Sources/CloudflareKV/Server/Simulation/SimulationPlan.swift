/// What the simulator has in mind for one request.
///
/// Everything is drawn in a fixed order whatever the settings, so that changing one probability leaves the other draws
/// of the same seed as they were.
struct SimulationPlan: Sendable {
    enum Fault: Hashable, Sendable {
        case throttle
        case error
        case reset
        case stall
    }

    let edge: Int
    let delay: Int64
    let fault: Fault?
    /// Whether the request takes effect before the fault strikes.
    let takesEffect: Bool
    /// What is left to draw from, for pages and bulk items.
    let generator: SeededGenerator

    init(_ settings: KVAPISimulationSettings, edge chosen: Int?, generator: SeededGenerator) {
        var generator = generator
        let drawn = Int(generator.next() % UInt64(max(settings.edges, 1)))
        edge = chosen ?? drawn
        delay = settings.latency.draw(&generator)
        let throttles = generator.happens(settings.throttleProbability)
        let fails = generator.happens(settings.errorProbability)
        let resets = generator.happens(settings.resetProbability)
        let stalls = generator.happens(settings.stallProbability)
        let strikesAfter = generator.happens(settings.faultAfterProbability)
        fault = throttles ? .throttle : fails ? .error : resets ? .reset : stalls ? .stall : nil
        // A throttled request is never carried out.
        takesEffect = fault != .throttle && (fault == nil || strikesAfter)
        self.generator = generator
    }
}
