import Synchronization

/// Counts how often something was told.
final class Told: Sendable {
    private let times = Atomic(0)

    var count: Int { times.load(ordering: .relaxed) }

    func tell() { times.wrappingAdd(1, ordering: .relaxed) }
}
