import Testing

@testable import KeyValueStore

/// Runs the cache's state machine through every order in which the steps of a few actors on one key can happen, against
/// a store that is a plain history of states.
///
/// After every step a read that would be answered by the cache at that moment is checked, and so is every answer of a
/// load, for everybody who could have been waiting for it. See `World.check` for what must hold.
struct CacheExplorer {
    /// Somebody who does something in steps; the steps of different actors interleave in every way.
    enum Actor: Hashable, Sendable {
        /// Begins, asks the store, gets the answer.
        case read(KVReadDirective = .standard)
        /// Begins, fails.
        case failingRead
        /// Begins, takes effect in the store, is acknowledged.
        case put(expires: Bool = false)
        case delete
        /// As a put, but its acknowledgement never comes.
        case putOfUnknownOutcome
        /// Begins, is refused by its condition.
        case refusedPut
        /// Takes effect in the store, is noticed.
        case foreignPut
        case foreignDelete
        /// Time passes: enough for expirations, and twice enough for the time to live.
        case tick
        /// The cache needs room.
        case eviction

        var stepCount: Int {
            switch self {
            case .read, .put, .delete, .putOfUnknownOutcome: 3
            case .failingRead, .refusedPut, .foreignPut, .foreignDelete: 2
            case .tick, .eviction: 1
            }
        }

        var isForeign: Bool { self == .foreignPut || self == .foreignDelete }
    }

    /// What store and cache hold before the first step.
    enum Start: Hashable, Sendable, CaseIterable {
        case absentUncached
        case presentUncached
        case absentCached
        case presentCached
    }

    let actors: [Actor]
    private var start = Start.absentUncached
    /// Schedules run to their end.
    private(set) var scheduleCount = 0
    /// What was wrong in the first wrong schedules.
    private(set) var failures: [String] = []

    init(_ actors: [Actor]) {
        self.actors = actors
    }

    /// Explores everything from one beginning.
    mutating func explore(from start: Start) {
        self.start = start
        let world = World(start, monotonic: !actors.contains(where: \.isForeign))
        explore(world, progress: Array(repeating: 0, count: actors.count), trace: [])
    }

    private mutating func explore(_ world: World, progress: [Int], trace: [Int]) {
        guard failures.count < 3 else { return }
        var isFinished = true
        for (index, actor) in actors.enumerated() where progress[index] < actor.stepCount {
            isFinished = false
            var next = world
            var nextProgress = progress
            nextProgress[index] += 1
            let isDone = next.perform(actor, step: progress[index], actor: index)
            if isDone { nextProgress[index] = actor.stepCount }
            next.probe()
            let nextTrace = trace + [index]
            if let problem = next.problem {
                fail(problem, nextTrace)
                return
            }
            explore(next, progress: nextProgress, trace: nextTrace)
        }
        guard isFinished else { return }
        scheduleCount += 1
        if let problem = world.problemAtRest {
            fail(problem, trace)
        }
    }

    /// Notes a problem with the order of the actors' steps that led to it.
    private mutating func fail(_ problem: String, _ trace: [Int]) {
        let steps = trace.map { "\($0)" }.joined(separator: " ")
        failures.append("\(start), \(actors), steps of actors \(steps): \(problem)")
    }
}
