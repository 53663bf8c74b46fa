import Testing

@testable import CloudflareKV

struct RequestQuotaTests {
    @Test func admitsAsManyAsTheLimitInAWindow() {
        var quota = RequestQuota(limit: 3, window: 100, block: 0)
        let verdicts = [10, 20, 30, 40, 109, 110].map { quota.admit(at: $0) }
        #expect(verdicts.map(\.isAdmitted) == [true, true, true, false, false, true])
        #expect(verdicts.map(\.remaining) == [2, 1, 0, 0, 0, 2])
        #expect(verdicts.map(\.reset) == [100, 90, 80, 70, 1, 100])
    }

    @Test func blocksForItsTimeOnceTheLimitIsExceeded() {
        var quota = RequestQuota(limit: 1, window: 100, block: 500)
        let verdicts = [0, 50, 549, 550, 551].map { quota.admit(at: $0) }
        #expect(verdicts.map(\.isAdmitted) == [true, false, false, true, false])
        #expect(verdicts.map(\.reset) == [100, 500, 1, 100, 500])
    }

    @Test func isIdleWhenNothingCountsAnyMore() {
        var quota = RequestQuota(limit: 1, window: 100, block: 500)
        #expect(quota.isIdle(at: 0))
        _ = quota.admit(at: 0)
        #expect(!quota.isIdle(at: 99))
        #expect(quota.isIdle(at: 100))
        _ = quota.admit(at: 99)
        #expect(!quota.isIdle(at: 598))
        #expect(quota.isIdle(at: 599))
    }
}
