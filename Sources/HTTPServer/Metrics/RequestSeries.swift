import Synchronization

/// The requests of one kind on one event loop.
///
/// Only the loop counts, so adding takes no locked instruction; anybody may look.
final class RequestSeries: Sendable {
    let kind: RequestKind
    private let counts: InlineArray<18, Atomic<UInt64>>
    private let totalNanoseconds = Atomic<UInt64>(0)

    init(_ kind: RequestKind) {
        self.kind = kind
        counts = InlineArray { _ in Atomic(0) }
        precondition(
            counts.count == DurationHistogram.boundsNanoseconds.count + 1,
            "each range has a counter"
        )
    }

    /// Counts a request; on the loop only.
    func add(nanoseconds: Int64) {
        Self.add(1, to: counts[DurationHistogram.range(ofNanoseconds: nanoseconds)])
        Self.add(UInt64(clamping: nanoseconds), to: totalNanoseconds)
    }

    /// What has been counted so far; of a request that is being counted now, some of it may be missing.
    var durations: DurationHistogram {
        DurationHistogram(
            counts: counts.indices.map { counts[$0].load(ordering: .relaxed) },
            totalNanoseconds: totalNanoseconds.load(ordering: .relaxed)
        )
    }

    private static func add(_ number: UInt64, to counter: borrowing Atomic<UInt64>) {
        counter.store(counter.load(ordering: .relaxed) &+ number, ordering: .relaxed)
    }
}
