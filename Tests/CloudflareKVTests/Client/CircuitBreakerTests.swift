import Testing

@testable import CloudflareKV

struct CircuitBreakerTests {
    @Test
    func aProbeThatNobodyWaitsForIsMadeAgain() {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresToOpen { breaker.didFail(reason: "down", now: 0) }
        let probe = CircuitBreaker.firstPauseNanoseconds
        breaker.didDepart(now: probe)
        #expect(!breaker.admits(now: probe))
        breaker.didEndWithoutAnswer(now: probe)
        #expect(breaker.admits(now: probe))
    }

    private static let second: Int64 = 1_000_000_000

    private func opened(at now: Int64 = 0) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresToOpen { breaker.didFail(reason: "down", now: now) }
        return breaker
    }

    @Test
    func opensAfterFailuresInARow() {
        var breaker = CircuitBreaker()
        for _ in 1..<CircuitBreaker.failuresToOpen { breaker.didFail(reason: "down", now: 0) }
        #expect(breaker.admits(now: 0))
        breaker.didFail(reason: "down", now: 0)
        #expect(!breaker.admits(now: 0))
        #expect(breaker.closedUntil == Self.second)
    }

    @Test
    func oneSuccessStartsTheCountAnew() {
        var breaker = CircuitBreaker()
        for _ in 1..<CircuitBreaker.failuresToOpen { breaker.didFail(reason: "down", now: 0) }
        breaker.didSucceed()
        breaker.didFail(reason: "down", now: 0)
        #expect(breaker.admits(now: 0))
    }

    @Test
    func letsOneRequestFindOut() {
        var breaker = opened()
        #expect(breaker.admits(now: Self.second))
        breaker.didDepart(now: Self.second)
        #expect(!breaker.admits(now: Self.second))
        breaker.didSucceed()
        #expect(breaker.admits(now: Self.second))
    }

    @Test
    func pausesGrowToALimit() {
        var breaker = opened()
        var now: Int64 = 0
        var pauses: [Int64] = []
        for _ in 0..<8 {
            let until = breaker.closedUntil ?? 0
            pauses.append((until - now) / Self.second)
            now = until
            breaker.didDepart(now: now)
            breaker.didFail(reason: "still down", now: now)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 30, 30, 30])
    }
}
