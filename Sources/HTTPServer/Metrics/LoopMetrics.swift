import Synchronization

/// What one event loop counts about its requests; touched on that loop only, but for what is `shared`.
final class LoopMetrics {
    /// What others may look at.
    final class Shared: Sendable {
        let series = Mutex<[RequestSeries]>([])
        let activeRequests = Atomic<Int>(0)
        let refusedConnections = Atomic<Int>(0)
        /// By the raw value of the cause.
        let aborts: InlineArray<4, Atomic<Int>> = InlineArray { _ in Atomic(0) }
    }

    private struct Entry {
        /// Status and method in one number, so that looking for an entry touches no other object.
        let code: UInt32
        let series: RequestSeries
    }

    let shared = Shared()
    /// The kinds that were met so far, by the route's number plus one, those without a route first.
    ///
    /// There are as many as the application has routes, methods and statuses, which a client cannot make more of.
    private var entries: [[Entry]] = []

    /// A request has begun.
    func begin() {
        Self.add(1, to: shared.activeRequests)
    }

    /// A request has been answered.
    func end(_ kind: RequestKind, nanoseconds: Int64) {
        Self.add(-1, to: shared.activeRequests)
        count(kind, nanoseconds: nanoseconds)
    }

    /// A request will not be answered to its end.
    func abort(_ cause: RequestAbort) {
        Self.add(-1, to: shared.activeRequests)
        Self.add(1, to: shared.aborts[cause.rawValue])
    }

    /// A connection was not served, because there are too many.
    func refuseConnection() {
        Self.add(1, to: shared.refusedConnections)
    }

    /// Counts an answer; by itself for what was refused before it had begun as a request.
    func count(_ kind: RequestKind, nanoseconds: Int64) {
        let row = kind.route.map { Int($0) + 1 } ?? 0
        while entries.count <= row { entries.append([]) }
        let code = UInt32(kind.status) << 8 | UInt32(kind.method?.rawValue ?? UInt8.max)
        for index in entries[row].indices where entries[row][index].code == code {
            entries[row][index].series.add(nanoseconds: nanoseconds)
            return
        }
        let series = RequestSeries(kind)
        series.add(nanoseconds: nanoseconds)
        entries[row].append(Entry(code: code, series: series))
        shared.series.withLock { $0.append(series) }
    }

    /// Only this loop changes its numbers.
    private static func add(_ change: Int, to number: borrowing Atomic<Int>) {
        number.store(number.load(ordering: .relaxed) + change, ordering: .relaxed)
    }
}

@available(*, unavailable)
extension LoopMetrics: Sendable {}
