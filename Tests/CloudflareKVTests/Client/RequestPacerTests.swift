import Testing

@testable import CloudflareKV

struct RequestPacerTests {
    private static let second: Int64 = 1_000_000_000
    private static let policy = RateLimitPolicy(name: "default", quota: 100, windowSeconds: 60)

    private func pacer(reservePercent: Int = 0) -> RequestPacer {
        RequestPacer(policy: Self.policy, reservePercent: reservePercent, isEnabled: true)
    }

    /// Sends as fast as it may, and returns when each request left.
    private func departures(_ pacer: inout RequestPacer, _ worth: RequestPacer.Worth, until end: Int64)
        -> [Int64]
    {
        var now: Int64 = 0
        var times: [Int64] = []
        while now < end {
            let next = pacer.earliestDeparture(worth, now: now)
            if next > now {
                now = next
                continue
            }
            pacer.didDepart(worth, now: now)
            times.append(now)
            now += Self.second / 100
        }
        return times
    }

    @Test(arguments: [RequestPacer.Worth.full, .partial])
    func noWindowEverHoldsMoreThanTheQuota(worth: RequestPacer.Worth) {
        var pacer = pacer()
        let times = departures(&pacer, worth, until: 600 * Self.second)
        for (index, time) in times.enumerated() where index >= 100 {
            #expect(time - times[index - 100] > 60 * Self.second)
        }
        // And yet most of it is used.
        #expect(times.count > 600)
    }

    @Test
    func aFullWindowWaitsForItsOldestToLeave() {
        var pacer = pacer()
        for number in 0..<100 { pacer.didDepart(.full, now: Int64(number)) }
        let slack = RequestPacer.windowSlackNanoseconds
        #expect(pacer.earliestDeparture(.full, now: Self.second) == 60 * Self.second + slack + 1)
        // Also when the API turns out to allow less than what has left already.
        let policy = RateLimitPolicy(name: "default", quota: 50, windowSeconds: 60)
        pacer.didReceive(RateFeedback(policies: [policy]), departed: 0, now: Self.second)
        #expect(pacer.earliestDeparture(.full, now: Self.second) == 60 * Self.second + slack + 51)
    }

    @Test
    func fullRequestsLeaveFreelyWhileHalfTheQuotaIsLeft() {
        var pacer = pacer()
        let times = departures(&pacer, .full, until: Self.second)
        #expect(times.count == 51)
    }

    @Test
    func partialRequestsSpreadOutEarlier() {
        var pacer = pacer()
        let times = departures(&pacer, .partial, until: Self.second)
        #expect((10...15).contains(times.count))
    }

    @Test
    func thereIsNeverALongSilence() {
        var pacer = pacer()
        let times = departures(&pacer, .full, until: 600 * Self.second)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect((gaps.max() ?? 0) < 10 * Self.second)
    }

    @Test
    func theReserveStaysUntouched() {
        var pacer = pacer(reservePercent: 50)
        let times = departures(&pacer, .full, until: 60 * Self.second)
        #expect(times.count <= 50)
    }

    @Test
    func aThrottledAnswerStopsEverythingForAsLongAsItSays() {
        var pacer = pacer()
        let feedback = RateFeedback(retryAfterSeconds: 17, isThrottled: true)
        pacer.didReceive(feedback, departed: 0, now: Self.second)
        #expect(pacer.earliestDeparture(.full, now: Self.second) == 18 * Self.second)
    }

    @Test
    func aThrottledAnswerWithoutHintStopsForAWhile() {
        var pacer = pacer()
        pacer.didReceive(RateFeedback(isThrottled: true), departed: 0, now: 0)
        #expect(pacer.earliestDeparture(.full, now: 0) == 10 * Self.second)
    }

    @Test(arguments: [-5, Int.max])
    func absurdHintsAreBrought(hint: Int) {
        var pacer = pacer()
        pacer.didReceive(RateFeedback(retryAfterSeconds: hint, isThrottled: true), departed: 0, now: 0)
        #expect((Self.second...600 * Self.second).contains(pacer.earliestDeparture(.full, now: 0)))
    }

    @Test
    func policiesOfTheAPIReplaceTheAssumedOne() {
        var pacer = pacer()
        let policies = [
            RateLimitPolicy(name: "burst", quota: 10, windowSeconds: 1),
            RateLimitPolicy(name: "default", quota: 50, windowSeconds: 60),
        ]
        pacer.didReceive(RateFeedback(policies: policies), departed: 0, now: 0)
        let times = departures(&pacer, .full, until: 60 * Self.second)
        #expect(times.count <= 50)
        for (index, time) in times.enumerated() where index >= 10 {
            #expect(time - times[index - 10] > Self.second)
        }
    }

    @Test
    func whatOthersUsedCounts() {
        var pacer = pacer(reservePercent: 4)
        let state = RateLimitState(name: "default", remaining: 2, resetSeconds: 30)
        pacer.didReceive(RateFeedback(states: [state]), departed: 0, now: 0)
        #expect(pacer.earliestDeparture(.full, now: 0) == 30 * Self.second)
    }

    @Test
    func whatLeftSinceCountsAgainstWhatIsLeft() {
        var pacer = pacer(reservePercent: 4)
        for time in 1...10 { pacer.didDepart(.full, now: Int64(time)) }
        let state = RateLimitState(name: "default", remaining: 12, resetSeconds: 30)
        pacer.didReceive(RateFeedback(states: [state]), departed: 1, now: 11)
        #expect(pacer.earliestDeparture(.full, now: 11) == 30 * Self.second + 11)
    }

    @Test
    func withoutPacingOnlyAThrottledAnswerStops() {
        var pacer = RequestPacer(policy: Self.policy, reservePercent: 0, isEnabled: false)
        for _ in 0..<1000 { pacer.didDepart(.full, now: 0) }
        #expect(pacer.earliestDeparture(.partial, now: 0) == 0)
    }
}
