/// Stops asking an API that does not answer, and tries it again one request at a time.
///
/// A pure value: it is told the time and reads no clock.
struct CircuitBreaker {
    /// Failures in a row that open it.
    static let failuresToOpen = 5
    static let firstPauseNanoseconds: Int64 = 1_000_000_000
    static let longestPauseNanoseconds: Int64 = 30_000_000_000

    private enum State {
        case closed(failures: Int)
        case open(until: Int64, pause: Int64)
        /// One request is on its way to find out.
        case probing(pause: Int64)
    }

    private var state = State.closed(failures: 0)
    private(set) var lastReason = ""

    /// When the next request may leave; nil for any time.
    var closedUntil: Int64? {
        if case .open(let until, _) = state { until } else { nil }
    }

    /// Whether the API answered when it was asked last, or has not failed often enough.
    var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// Whether requests pass at a time; the answer may be "one".
    func admits(now: Int64) -> Bool {
        switch state {
        case .closed: true
        case .open(let until, _): now >= until
        case .probing: false
        }
    }

    /// Whether calls should fail at once instead of waiting.
    func isOpen(now: Int64) -> Bool {
        if case .open(let until, _) = state { now < until } else { false }
    }

    mutating func didDepart(now: Int64) {
        if case .open(let until, let pause) = state, now >= until { state = .probing(pause: pause) }
    }

    /// The API answered, be it with a refusal.
    mutating func didSucceed() {
        state = .closed(failures: 0)
    }

    /// The caller gave up before the API answered or failed; a probe then has to be made again.
    mutating func didEndWithoutAnswer(now: Int64) {
        if case .probing(let pause) = state { state = .open(until: now, pause: pause) }
    }

    mutating func didFail(reason: String, now: Int64) {
        lastReason = reason
        switch state {
        case .closed(let failures):
            if failures + 1 < Self.failuresToOpen {
                state = .closed(failures: failures + 1)
            } else {
                state = .open(until: now + Self.firstPauseNanoseconds, pause: Self.firstPauseNanoseconds)
            }
        case .probing(let pause):
            let longer = min(pause * 2, Self.longestPauseNanoseconds)
            state = .open(until: now + longer, pause: longer)
        case .open: break
        }
    }
}
